"""The day of an appointment in the place where it happens."""

import functools
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@functools.cache
def zone_named(name: str) -> ZoneInfo | None:
    """Return an IANA zone; None when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not found, not a name, a folder of names
        return None


def local_day(start: datetime | None, zone: ZoneInfo | None, offset_minutes: int | None) -> date | None:
    """Return the local day of an instant: by the location's zone, else by the offset that was sent with it."""
    if start is None:
        return None
    if zone is not None:
        return start.astimezone(zone).date()
    return None if offset_minutes is None else (start + timedelta(minutes=offset_minutes)).date()
