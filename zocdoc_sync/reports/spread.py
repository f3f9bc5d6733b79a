"""How a length spreads over steps from short to long."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from zocdoc_sync.reports.figure import share

Steps = Mapping[str, timedelta]


def spread(rows: QuerySet[Any], column: str, steps: Steps, beyond: str) -> tuple[int, list[tuple[Any, ...]]]:
    """Return how many rows there are, and for each step: its title, rows, share, and share up to it."""
    names = [f"until_{place}" for place in range(len(steps))]
    counts = {
        name: Count("pk", filter=Q(**{f"{column}__lte": most}))
        for name, most in zip(names, steps.values(), strict=True)
    }  # fmt: skip
    known = rows.aggregate(whole=Count("pk"), **counts)
    whole, before, lines = known["whole"], 0, []
    for title, until in zip([*steps, beyond], [*(known[name] for name in names), whole], strict=True):
        lines.append((title, until - before, share(until - before, whole), share(until, whole)))
        before = until
    return whole, lines if whole else []
