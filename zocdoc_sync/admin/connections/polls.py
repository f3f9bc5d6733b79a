"""When a connection is read, in one line for lists and the worklist."""

from datetime import datetime, timedelta

from zocdoc_sync.admin.times import clock_time
from zocdoc_sync.enums import ConnectionState
from zocdoc_sync.models import Connection


def rhythm(connection: Connection, now: datetime) -> str:
    """Return a line such as "every 60 s, last 09:14:05, next 09:15:05"."""
    every = f"every {connection.poll_seconds} s, last {clock_time(connection.last_good_poll_at)}"
    if not connection.is_active:
        return f"{every}, switched off"
    if connection.state == ConnectionState.NEEDS_RECONNECTING:
        return f"{every}, stopped until it is reconnected"
    return f"{every}, next {_next(connection, now)}"


def freshness(connection: Connection, now: datetime) -> str:
    """Return how a connection's mirror stands: fresh, new, late (no good reading for five intervals), off or cut."""
    if connection.state == ConnectionState.NEEDS_RECONNECTING:
        return "cut"
    if not connection.is_active:
        return "off"
    if connection.last_good_poll_at is None:
        return "new"
    allowed = timedelta(seconds=max(5 * connection.poll_seconds, 120))
    return "late" if now - connection.last_good_poll_at > allowed else "fresh"


def _next(connection: Connection, now: datetime) -> str:
    if connection.next_poll_at is None or connection.next_poll_at <= now:
        return "now"
    return clock_time(connection.next_poll_at)
