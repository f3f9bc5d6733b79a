"""What a report is asked: whose appointments, which days, and what they are narrowed to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# Beyond so many days a plot of single days cannot be read: weeks are counted instead.
MOST_SINGLE_DAYS = 92
LONGEST = timedelta(days=3 * 366)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Question:
    """Local days from `first` to `last`, both counted, of the connections that the person may see."""

    connections: tuple[int, ...]
    first: date
    last: date
    now: datetime
    location: int | None = None
    provider: int | None = None

    @property
    def by_week(self) -> bool:
        """Tell whether the report counts weeks (from Monday) instead of days."""
        return (self.last - self.first).days >= MOST_SINGLE_DAYS

    @property
    def narrowed(self) -> dict[str, int]:
        """Return the chosen location and provider as conditions of a query."""
        chosen = {"location_id": self.location, "provider_id": self.provider}
        return {name: value for name, value in chosen.items() if value is not None}

    def steps(self) -> Iterator[date]:
        """Yield each day, or each week's Monday, of the range: also those on which nothing happened."""
        begin = self.first - timedelta(days=self.first.weekday()) if self.by_week else self.first
        while begin <= self.last:
            yield begin
            begin += WEEK if self.by_week else timedelta(days=1)
