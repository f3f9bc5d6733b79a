"""What the ticker finds in the ledger: rows whose process died, and outcomes that are due for a look."""

from datetime import datetime

from zocdoc_sync.enums import OperationState
from zocdoc_sync.jobs.planning import LIVE
from zocdoc_sync.models import Job, OperationLog
from zocdoc_sync.operations import ledger
from zocdoc_sync.operations.outcomes import SENTENCES
from zocdoc_sync.operations.settlements import plan_settlement

State = OperationState
AT_ONCE = 50


def plan_due_settlements(now: datetime) -> int:
    """Settle or plan every row past its deadline; return how many there were.

    A planned row whose process died was provably not sent: it becomes `not_sent`, unless a job is to send it. A row
    that was being sent becomes `unknown`, and unknown ones get a job that asks Zocdoc.
    """
    due = OperationLog.objects.filter(state__in=DUE, deadline_at__lte=now).order_by("deadline_at", "pk")
    rows = list(due.select_related("connection")[:AT_ONCE])
    for row in rows:
        DUE[State(row.state)](row, now)
    return len(rows)


def _not_sent(row: OperationLog, now: datetime) -> None:
    if Job.objects.filter(kind="operation.send", key=send_key(row), state__in=LIVE).exists():
        OperationLog.objects.filter(pk=row.pk, state=State.PLANNED).update(deadline_at=now + ledger.PLANNED_FOR)
        return
    ledger.move(
        row,
        State.NOT_SENT,
        {State.PLANNED},
        settled_at=now,
        error_code="process_ended",
        error_sentence=f"The program ended before it was sent. {SENTENCES[State.NOT_SENT]}",
    )


def _unknown(row: OperationLog, now: datetime) -> None:
    told = {"error_code": "process_ended", "error_sentence": SENTENCES[State.UNKNOWN]}
    if ledger.move(row, State.UNKNOWN, {State.SENDING}, **told):
        plan_settlement(row, now)


DUE = {State.PLANNED: _not_sent, State.SENDING: _unknown, State.UNKNOWN: plan_settlement}


def send_key(row: OperationLog) -> str:
    """Return the key of the job that sends a planned row."""
    return f"send:{row.pk}"
