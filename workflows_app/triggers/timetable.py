"""When a workflow on a schedule comes next."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

SHORTEST = timedelta(minutes=1)


def next_after(options: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next time after `now` (UTC) of `every_minutes`, or of `at` ("HH:MM") on `weekdays` (0 is Monday).

    A wall time that a day does not have comes an hour later; one that it has twice is taken once.
    """
    if options.get("every_minutes"):
        return now + max(SHORTEST, timedelta(minutes=int(options["every_minutes"])))
    at = time.fromisoformat(str(options.get("at") or "08:00"))
    weekdays = {int(day) for day in options.get("weekdays") or range(7)}
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(9))
    times = (datetime.combine(day, at, zone).astimezone(UTC) for day in days if day.weekday() in weekdays)
    return next(when for when in times if when > now)
