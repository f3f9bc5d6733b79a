"""The loop guard: what brought a change, and which workflows must not start from it."""

from dataclasses import dataclass
from datetime import datetime

from workflows_app.models import Workflow, WorkflowRun
from zocdoc_sync.alerts import raise_alert
from zocdoc_sync.enums import AlertCode
from zocdoc_sync.models import Change

KEY = "wf:"
MOST_DEPTH = 5
OWN = "Its own write brought this change, and it is not set to start from its own writes."
TOO_DEEP = f"Workflows started each other {MOST_DEPTH} times in a row: this one was not started."


@dataclass(frozen=True)
class Cause:
    """The run whose write brought a change, and the workflows of the whole chain before it."""

    run: WorkflowRun | None = None
    depth: int = 0
    workflows: frozenset[int] = frozenset()

    def refuses(self, workflow: Workflow, now: datetime) -> str:
        """Return why a workflow must not start from this, "" when it may; a chain that is too long raises an alert."""
        if workflow.pk in self.workflows and not workflow.sees_own_writes:
            return OWN
        if self.depth <= MOST_DEPTH:
            return ""
        told = f"Workflows start each other without end: {workflow.name} was not started again."
        raise_alert(AlertCode.WORKFLOW_LOOP, f"loop:{workflow.pk}", told, now=now, connection=workflow.connection)
        return TOO_DEEP


def key_of(run_id: int, path: str, number: int) -> str:
    """Return the key of one performance of a step: the operation that it makes carries it."""
    return f"{KEY}{run_id}:{path}:{number}"


def cause_of(change: Change) -> Cause:
    """Return what brought a change."""
    return cause_of_key(change.operation.key if change.operation else "")


def cause_of_key(key: str) -> Cause:
    """Return what wrote under a key: a run, or nobody that we know of."""
    run_id = _run_id(key)
    if run_id is None:
        return Cause()
    run = WorkflowRun.objects.filter(pk=run_id).first()
    if run is None:
        return Cause()
    return Cause(run, run.depth + 1, frozenset(_chain(run)))


def _run_id(key: str) -> int | None:
    number = key.removeprefix(KEY).split(":")[0] if key.startswith(KEY) else ""
    return int(number) if number.isdigit() else None


def _chain(run: WorkflowRun) -> list[int]:
    chain = [run.workflow_id]
    at: WorkflowRun | None = run
    for _ in range(MOST_DEPTH):
        at = at.cause if at is not None else None
        if at is None:
            break
        chain.append(at.workflow_id)
    return chain
