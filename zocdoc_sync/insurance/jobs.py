"""The jobs of insurance: each loads by id, calls one function and reports; the names are stored and public."""

from datetime import datetime
from typing import Any

from zocdoc_sync.enums import SyncReason
from zocdoc_sync.insurance import reading, runs, verifying
from zocdoc_sync.insurance.errors import PlaceNotRead
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.jobs.outcomes import GiveUp, Postpone
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Connection, InsuranceChange, InsuranceRun
from zocdoc_sync.operations.errors import NotPermitted
from zocdoc_sync.sync.in_use import in_use, is_in_use

Payload = dict[str, Any]
AGAIN_SECONDS, NEXT_SLICE_SECONDS, LOW_PRIORITY = 60, 2, 7


def verify_change(payload: Payload, context: JobContext) -> None:
    """See whether Zocdoc shows a change of what a place takes."""
    rows = InsuranceChange.objects.select_related("place__connection", "place__provider", "place__location")
    change: InsuranceChange = _found(rows.filter(pk=payload["change_id"]).first(), "The change")
    try:
        again = verifying.verify(change, now=context.now)
    except (PlaceNotRead, NotPermitted) as error:
        raise Postpone(AGAIN_SECONDS, error.sentence) from None
    if again is not None:
        raise Postpone((again - context.now).total_seconds(), "Zocdoc does not show the change yet.")


def read_connection(payload: Payload, context: JobContext) -> None:
    """Read the insurance of every place of a connection."""
    connection: Connection = _found(Connection.objects.filter(pk=payload["connection_id"]).first(), "The connection")
    if is_in_use(connection):
        reading.read_all(connection, reason=SyncReason(payload["reason"]), now=context.now)


def plan_readings(payload: Payload, context: JobContext) -> None:  # noqa: ARG001 (every task has one)
    """Plan the reading of every used connection's accepted insurance."""
    for connection in in_use():
        plan_reading(connection, SyncReason.SCHEDULE, now=context.now)


def plan_reading(connection: Connection, reason: SyncReason, *, now: datetime) -> None:
    """Plan that the insurance of every place of a connection is read, once at a time."""
    plan(
        "insurance.read", {"connection_id": connection.pk, "reason": reason.value}, now=now,
        key=f"insurance:{connection.pk}", connection=connection, priority=LOW_PRIORITY,
    )  # fmt: skip


def work_on_run(payload: Payload, context: JobContext) -> None:
    """Go on with the changes of a run for some seconds."""
    rows = InsuranceRun.objects.select_related("connection", "actor")
    run: InsuranceRun = _found(rows.filter(pk=payload["run_id"]).first(), "The run")
    if runs.work(run, now=context.now):
        raise Postpone(NEXT_SLICE_SECONDS, "It goes on in a moment: other work gets its turn.")


def _found(row: Any, what: str) -> Any:
    if row is None:
        raise GiveUp("gone", f"{what} does not exist any more.")
    return row
