"""A time that a person writes."""

from datetime import datetime, time

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime


class NotATime(Exception):
    """The words are not a time; the message is one sentence that says why."""


def asked_time(words: str) -> datetime:
    """Read a date or a time such as 2026-03-01 or 2026-03-01T09:30-05:00; raise NotATime.

    Without an offset it is taken in the installation's zone (TIME_ZONE); a date means its first moment.
    """
    try:
        day = parse_date(words)
        found = datetime.combine(day, time.min) if day else parse_datetime(words)
    except ValueError:
        raise NotATime(f"“{words}” is a date or time that does not exist.") from None
    if found is None:
        raise NotATime(f"“{words}” is not a time: write it like 2026-03-01 or 2026-03-01T09:30.")
    return timezone.make_aware(found) if timezone.is_naive(found) else found
