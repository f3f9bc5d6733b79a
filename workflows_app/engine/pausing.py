"""A workflow that hardly ever succeeds pauses itself, and says so once."""

from datetime import datetime

from workflows_app.enums import RunState, WorkflowState
from workflows_app.models import Workflow, WorkflowRun
from zocdoc_sync.alerts import close_alert, raise_alert
from zocdoc_sync.enums import AlertCode

LOOKED_AT = 20
MOST_FAILED = 19  # 95 of a hundred
BAD = (RunState.FAILED, RunState.PARTLY)
JUDGED = (*BAD, RunState.SUCCEEDED, RunState.ASKS)


def pause_if_failing(workflow: Workflow, now: datetime) -> bool:
    """Pause an active workflow when 95 % of its last 20 runs since it was activated failed; return whether it was."""
    last = WorkflowRun.objects.filter(workflow=workflow.pk, state__in=JUDGED)
    if workflow.healthy_since is not None:
        last = last.filter(created_at__gte=workflow.healthy_since)
    states = list(last.order_by("-created_at", "-pk").values_list("state", flat=True)[:LOOKED_AT])
    failed = sum(state in BAD for state in states)
    if len(states) < LOOKED_AT or failed < MOST_FAILED:
        return False
    told = f"{failed} of its last {LOOKED_AT} runs failed. Look at them, mend the cause, and activate it again."
    mine = Workflow.objects.filter(pk=workflow.pk, state=WorkflowState.ACTIVE)
    if not mine.update(state=WorkflowState.PAUSED, pause_reason=told, next_due_at=None):
        return False
    sentence = f"The workflow {workflow.name} paused itself: {told}"
    raise_alert(AlertCode.WORKFLOW_PAUSED, fault_of(workflow), sentence, now=now, connection=workflow.connection)
    return True


def forgive(workflow: Workflow, now: datetime) -> None:
    """Close the alert of a workflow that a person has activated again."""
    close_alert(fault_of(workflow), now=now)


def fault_of(workflow: Workflow) -> str:
    """Return the name under which the alert of a paused workflow is open."""
    return f"workflow:{workflow.pk}:paused"
