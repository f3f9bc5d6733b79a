"""The jobs of timeslots that read ahead: each loads by id and calls one function; the names are stored and public."""

from datetime import datetime
from typing import Any

from zocdoc_sync.enums import SyncReason
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.jobs.outcomes import Postpone
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Connection, Provider
from zocdoc_sync.sync.in_use import is_in_use
from zocdoc_sync.timeslots.days import sync_next_days

KIND = "timeslots.read"
NOBODY_YET_SECONDS, LOW_PRIORITY = 5, 8


def plan_reading(connection: Connection, days: int, *, now: datetime) -> None:
    """Let the worker read the next days of a connection's providers, after what is more urgent."""
    payload = {"connection_id": connection.pk, "days": days}
    key = f"timeslots:{connection.pk}"
    plan(KIND, payload, now=now, key=key, connection=connection, priority=LOW_PRIORITY)


def read_next_days(payload: dict[str, Any], context: JobContext) -> None:
    """Read the next days of a connection's providers, as soon as any are known."""
    connection = Connection.objects.filter(pk=payload["connection_id"]).first()
    if connection is None or not is_in_use(connection):
        return
    if not Provider.objects.of(connection).filter(gone_at__isnull=True).exists():
        raise Postpone(NOBODY_YET_SECONDS, "No provider is known yet: the first reading of appointments tells them.")
    sync_next_days(connection, payload["days"], reason=SyncReason.SCHEDULE, now=context.now)
