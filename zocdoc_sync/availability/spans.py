"""Which days Zocdoc can be asked about, and in which pieces."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from zocdoc_sync.operations.forms.availability import AHEAD_MAX, EASTERN

# Days of one call, both ends counted: under the span that Zocdoc's servers refuse.
DAYS_A_CALL = 30


def today_there(now: datetime) -> date:
    """Return the day that Zocdoc counts from: today in New York."""
    return now.astimezone(EASTERN).date()


def furthest(now: datetime) -> date:
    """Return the last day that Zocdoc looks at."""
    return today_there(now) + AHEAD_MAX


def pieces(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield the days from `first` to `last` in spans that one call may ask for, both ends included."""
    while first <= last:
        end = min(first + timedelta(days=DAYS_A_CALL - 1), last)
        yield first, end
        first = end + timedelta(days=1)
