"""The stand-in's clock: the machine's, moved by as much as a test asks."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Clock:
    """Tell the time in UTC, `offset_seconds` away from the machine's."""

    def __init__(self) -> None:
        self.offset_seconds = 0.0

    def now(self) -> datetime:
        """Return the stand-in's present instant."""
        return datetime.fromtimestamp(time.time() + self.offset_seconds, tz=UTC)

    def http_date(self) -> str:
        """Return the present instant as a Date header."""
        return format_datetime(self.now(), usegmt=True)


CLOCK = Clock()


def micros(instant: datetime) -> int:
    """Return an instant as microseconds since 1970, the form in which it is stored and compared."""
    return (instant - EPOCH) // MICROSECOND


def utc_text(stored: int) -> str:
    """Return stored microseconds as Zocdoc writes an instant, such as 2024-01-01T09:30:00Z."""
    return (EPOCH + timedelta(microseconds=stored)).isoformat().replace("+00:00", "Z")
