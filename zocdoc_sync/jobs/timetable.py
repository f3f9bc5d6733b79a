"""An entry of the table of what runs by itself."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings


@dataclass(frozen=True)
class Schedule:
    """One entry: a job kind, and either an interval or a wall time in the installation's zone."""

    kind: str
    every: timedelta | None = None
    daily_at: time | None = None
    payload: dict[str, Any] = field(default_factory=dict)

    def next_after(self, now: datetime) -> datetime:
        """Return the next time after `now`, in UTC; missed times are not made up.

        A wall time that a day does not have comes an hour later; one that it has twice is taken once.
        """
        if self.every is not None:
            return now + self.every
        zone = ZoneInfo(settings.TIME_ZONE)
        today = now.astimezone(zone).date()
        at = self.daily_at or time(3)
        candidates = (datetime.combine(today + timedelta(days=days), at, zone).astimezone(UTC) for days in (0, 1, 2))
        return next(when for when in candidates if when > now)
