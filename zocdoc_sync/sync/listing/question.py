"""One query for appointments: which ones, and in which order."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

INSTANT = timedelta(microseconds=1)
MODIFIED, START, CREATED = "last_modified_time", "start_time", "created_time"
NEXT_DIMENSION = {MODIFIED: START, START: CREATED}


@dataclass(frozen=True)
class Span:
    """A closed stretch of one dimension, UTC; None is open."""

    dimension: str
    low: datetime | None = None
    high: datetime | None = None


@dataclass(frozen=True)
class Question:
    """The last span is the one that the rows are sorted by."""

    spans: tuple[Span, ...]
    status: str | None = None
    provider: str | None = None
    descending: bool = False

    @property
    def dimension(self) -> str:
        """Return the record's attribute that the rows are sorted by."""
        return self.spans[-1].dimension

    @property
    def low(self) -> datetime | None:
        return self.spans[-1].low

    @property
    def high(self) -> datetime | None:
        return self.spans[-1].high

    def starting(self, low: datetime) -> Self:
        """Return the same question from `low` on."""
        return self._with_last(replace(self.spans[-1], low=low))

    def at(self, value: datetime | None) -> Self:
        """Return the question for the rows of one instant; of no known instant: the question itself.

        The span ends a microsecond later, because Zocdoc may keep a finer clock than a parsed time can hold.
        """
        if value is None:
            return self
        return self._with_last(replace(self.spans[-1], low=value, high=value + INSTANT))

    def sorted_by(self, dimension: str) -> Self:
        """Return the same rows in the order of another dimension."""
        return replace(self, spans=(*self.spans, Span(dimension)))

    def fields(self, page: int, size: int) -> dict[str, object]:
        """Return the query parameters of one page."""
        asked: dict[str, object] = {
            "page": page,
            "page_size": size,
            "sort_by": f"{self.dimension}_utc",
            "sort_direction": "descending" if self.descending else "ascending",
            "statuses": self.status,
            "provider_ids": self.provider,
        }
        for span in self.spans:
            asked[f"{span.dimension}_utc_min"] = span.low
            asked[f"{span.dimension}_utc_max"] = span.high
        return {name: value for name, value in asked.items() if value is not None}

    def _with_last(self, span: Span) -> Self:
        return replace(self, spans=(*self.spans[:-1], span))
