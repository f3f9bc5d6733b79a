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


def is_late(connection: Connection, now: datetime) -> bool:
    """Tell whether a connection that should be read has not been for five of its intervals."""
    if not connection.is_active or connection.state == ConnectionState.NEEDS_RECONNECTING:
        return False
    last = connection.last_good_poll_at or connection.created_at
    return now - last > timedelta(seconds=max(5 * connection.poll_seconds, 120))


def _next(connection: Connection, now: datetime) -> str:
    if connection.next_poll_at is None or connection.next_poll_at <= now:
        return "now"
    return clock_time(connection.next_poll_at)
