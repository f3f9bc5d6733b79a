"""Times as the clinic reads them: in the location's zone, with its name."""

from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from django.utils.timezone import get_current_timezone

from zocdoc_sync.models import Appointment


def zone_named(name: str) -> tzinfo | None:
    """Return the zone of an IANA name, None when there is no such zone."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def zone_of(appointment: Appointment) -> tzinfo:
    """Return the zone that an appointment's times are shown in: its location's, else the offset that Zocdoc sent."""
    location = appointment.location
    zone = zone_named(location.time_zone) if location else None
    if zone is not None:
        return zone
    minutes = appointment.start_offset_minutes
    return get_current_timezone() if minutes is None else timezone(timedelta(minutes=minutes))


def long_time(instant: datetime | None, zone: tzinfo) -> str:
    """Return an instant such as "Tue 24 Nov, 09:30 EST"; "—" for none."""
    if instant is None:
        return "—"
    local = instant.astimezone(zone)
    year = "" if local.year == datetime.now(zone).year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M %Z}"


def short_time(instant: datetime | None, zone: tzinfo) -> str:
    """Return the time of a day that is known from elsewhere, such as "09:30 EST"; "—" for none."""
    return "—" if instant is None else f"{instant.astimezone(zone):%H:%M %Z}"


def clock_time(instant: datetime | None) -> str:
    """Return an instant as a wall clock of the installation shows it, such as "09:14"; "never" for none."""
    return "never" if instant is None else f"{instant.astimezone(get_current_timezone()):%H:%M:%S}"


def console_time(instant: datetime | None) -> str:
    """Return an instant in the installation's zone, such as "Tue 24 Nov, 09:30 EST"; "—" for none."""
    return long_time(instant, get_current_timezone())


def span(length: timedelta) -> str:
    """Return a length such as "3 h" or "2 d", in the largest unit that says it well."""
    seconds = max(int(length.total_seconds()), 0)
    for unit, size, most in (("min", 60, 90), ("h", 3600, 48)):
        if seconds < size * most:
            return f"{seconds // size} {unit}"
    return f"{seconds // 86400} d"
