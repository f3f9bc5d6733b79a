"""Make runs: a row for each workflow and what triggered it, filtered at once where the mirror can tell."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from workflows_app.enums import RunState, TriggerKind
from workflows_app.models import Workflow, WorkflowRun
from workflows_app.values.conditions import judge
from workflows_app.values.scope import needs_patient, scope_of
from zocdoc_sync.models import Appointment, Change


@dataclass(frozen=True)
class Told:
    """What a trigger told, and the scope that filters read, made once for all workflows that look at it."""

    data: dict[str, Any]
    now: datetime

    @cached_property
    def scope(self) -> dict[str, Any]:
        """Return what filters read."""
        return scope_of(self.data, workflow="", now=self.now)


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What triggered a workflow; `key` is the same whenever the same thing is seen again."""

    trigger: TriggerKind
    key: str
    told: Told
    appointment: Appointment | None = None
    change: Change | None = None
    late: bool = False
    depth: int = 0
    cause: WorkflowRun | None = None


def run_for(workflow: Workflow, occasion: Occasion, now: datetime, *, refused: str = "") -> WorkflowRun:
    """Return the unsaved run of an active workflow; `refused` is why it does not start, "" when it does.

    A filter that needs the patient is judged when the run begins, because Zocdoc may have to be asked.
    """
    version = workflow.active
    assert version is not None  # noqa: S101 (what triggers a workflow without an active version is a fault of ours)
    why = refused or _stopped_by_filter(workflow, occasion)
    run = WorkflowRun(
        connection_id=workflow.connection_id,
        workflow=workflow,
        version=version,
        trigger=occasion.trigger,
        trigger_key=occasion.key,
        change=occasion.change,
        appointment=occasion.appointment,
        due_at=now,
        is_late=occasion.late,
        depth=occasion.depth,
        cause=occasion.cause,
        created_at=now,
    )
    if why:
        run.state, run.sentence, run.finished_at = RunState.FILTERED, why, now
    else:
        run.data = occasion.told.data
    return run


def save_once(runs: list[WorkflowRun]) -> None:
    """Write runs; those that another process has made of the same triggers stay as they are."""
    WorkflowRun.objects.bulk_create(runs, ignore_conflicts=True)


def _stopped_by_filter(workflow: Workflow, occasion: Occasion) -> str:
    version = workflow.active
    if version is None or not (version.filter or {}).get("conditions") or needs_patient(version, of="filter"):
        return ""
    verdict = judge(version.filter, {**occasion.told.scope, "workflow": {"name": workflow.name}})
    return "" if verdict.matched else verdict.sentence
