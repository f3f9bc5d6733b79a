"""Percentiles in both databases: PostgreSQL has them, SQLite is taught."""

import math
from collections import Counter
from datetime import timedelta
from itertools import accumulate
from typing import Any

from django.db.models import Aggregate

NAME = "slotdesk_percentile"


class Percentile(Aggregate):
    """Interpolate the value below which a fraction of the values lies, as PERCENTILE_CONT does."""

    allow_distinct = False

    def __init__(self, expression: Any, fraction: float, **extra: Any) -> None:
        super().__init__(expression, fraction=float(fraction), **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **_extra: Any) -> Any:
        """Write PostgreSQL's own aggregate."""
        template = "PERCENTILE_CONT(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
        return super().as_sql(compiler, connection, template=template)

    def as_sqlite(self, compiler: Any, connection: Any, **_extra: Any) -> Any:
        """Write the aggregate that this connection is given on its first use."""
        connection.ensure_connection()
        connection.connection.create_aggregate(NAME, 2, _Percentile)
        return super().as_sql(compiler, connection, template=f"{NAME}(%(expressions)s, %(fraction)s)")


def percentile(counts: Counter[timedelta], fraction: float) -> timedelta | None:
    """Return the same of values that were counted; None of none."""
    if not counts:
        return None
    values = sorted(counts)
    ends = list(accumulate(counts[value] for value in values))
    place = fraction * (ends[-1] - 1)
    low, high = (
        next(value for value, end in zip(values, ends, strict=True) if rank < end)
        for rank in (math.floor(place), math.ceil(place))
    )
    return low + (high - low) * (place - math.floor(place))


class _Percentile:
    def __init__(self) -> None:
        self.values: list[float] = []
        self.fraction = 0.5

    def step(self, value: float | None, fraction: float) -> None:
        self.fraction = fraction
        if value is not None:
            self.values.append(value)

    def finalize(self) -> float | None:
        if not self.values:
            return None
        ordered = sorted(self.values)
        place = self.fraction * (len(ordered) - 1)
        low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
        return low + (high - low) * (place - math.floor(place))
