"""When an unknown outcome is looked at: 5 s, 30 s, 2 min and 10 min after it was sent."""

from datetime import datetime, timedelta

from zocdoc_sync.enums import OperationState
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import OperationLog

CHECKS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))


def check_due(log: OperationLog) -> datetime:
    """Return when the next look at an unknown outcome is due (UTC)."""
    sent: datetime = log.sending_at or log.planned_at
    return sent + CHECKS[min(log.checks, len(CHECKS) - 1)]


def plan_settlement(log: OperationLog, now: datetime) -> None:
    """Plan the next look at an unknown outcome; `deadline_at` lets the ticker plan it again if the job is lost."""
    due = max(check_due(log), now)
    OperationLog.objects.filter(pk=log.pk, state=OperationState.UNKNOWN).update(deadline_at=due + timedelta(minutes=1))
    plan(
        "operation.settle",
        {"operation_id": str(log.pk)},
        now=now,
        # The number keeps the next look apart from the job that is running this one.
        key=f"settle:{log.pk}:{log.checks}",
        due_at=due,
        connection=log.connection,
        # Runs and people wait for it.
        priority=2,
    )
