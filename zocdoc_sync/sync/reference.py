"""Read what the visit reasons are called that the mirror mentions."""

from collections.abc import Callable
from datetime import datetime

from zocdoc_sync.client.zocdoc_client import ZocdocClient
from zocdoc_sync.connections.clients import client_for
from zocdoc_sync.enums import Operation, SyncReason, SyncWhat
from zocdoc_sync.errors import NotFound
from zocdoc_sync.models import Connection, SyncRun, VisitReason
from zocdoc_sync.sync.clock import Clock
from zocdoc_sync.sync.holding import holding
from zocdoc_sync.sync.runs import left_to_another, recorded

NAMES_A_RUN = 500


def sync_reference(connection: Connection, *, reason: SyncReason, now: datetime) -> SyncRun:
    """Read the names of the visit reasons that have none yet and return the finished run; `now` is UTC."""
    clock = Clock(now)
    with holding(f"sync:reference:{connection.pk}", clock) as held:
        if held is None:
            return left_to_another(connection, SyncWhat.REFERENCE, reason, now)
        with recorded(connection, SyncWhat.REFERENCE, reason, clock) as run:

            def before_each() -> None:
                held.keep()
                run.requests += 1

            run.rows_changed = name_visit_reasons(connection, client_for(connection), before_each, now=clock.now())
    return run


def name_visit_reasons(
    connection: Connection, client: ZocdocClient, before_each: Callable[[], None], *, now: datetime
) -> int:
    """Ask for each visit reason without a name and return how many have one now; raise ZocdocError."""
    nameless = VisitReason.objects.of(connection).filter(name="", detailed_at__isnull=True).order_by("pk")
    named = 0
    for row in nameless[:NAMES_A_RUN]:
        before_each()
        row.detailed_at = now
        try:
            answer = client.call(Operation.GET_VISIT_REASON.value, {"visit_reason_id": row.zocdoc_id})
        except NotFound:
            row.gone_at = now
        else:
            data = answer.data if isinstance(answer.data, dict) else {}
            name = data.get("name")
            row.name, row.payload = (name[:300] if isinstance(name, str) else ""), data
            named += bool(row.name)
        row.save(update_fields=["name", "payload", "detailed_at", "gone_at"])
    return named
