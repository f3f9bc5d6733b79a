"""When a connection is read, in one line for lists and the worklist, and having it read now."""

from datetime import datetime, timedelta

from zocdoc_sync.admin.times import clock_time
from zocdoc_sync.enums import ConnectionState, JobState, SyncReason
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Connection
from zocdoc_sync.sync.in_use import is_in_use


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


def ask_now(connection: Connection, now: datetime) -> tuple[bool, str]:
    """Have a connection read as soon as the worker can; return whether it will be, and a sentence that says so."""
    if not is_in_use(connection):
        return False, f"Nothing is read: {_why_not_read(connection)}."
    payload = {"connection_id": connection.pk, "reason": SyncReason.ASKED.value}
    key = f"appointments:{connection.pk}"
    job = plan("sync.appointments", payload, key=key, connection=connection, priority=1, now=now)
    if job.state == JobState.RUNNING:
        # What changes after its listing was read would wait for the next interval.
        Connection.objects.filter(pk=connection.pk).update(next_poll_at=now)
    return True, "Zocdoc is asked for changes now: what changed appears in a few seconds while the worker runs."


def _why_not_read(connection: Connection) -> str:
    return "the connection needs reconnecting" if connection.is_active else "the connection is switched off"
