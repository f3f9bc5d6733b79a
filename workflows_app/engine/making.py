"""Make runs: a row for each workflow and what triggered it, filtered at once where the mirror can tell."""

from collections.abc import Iterable
from datetime import datetime

from workflows_app.engine.filtered import save_filtered
from workflows_app.engine.occasions import Filtered, Listener, Occasion
from workflows_app.models import Workflow, WorkflowRun
from workflows_app.values.conditions import Filter
from workflows_app.values.scope import needs_patient

Made = WorkflowRun | Filtered


def listener(workflow: Workflow) -> Listener:
    """Return an active workflow as a listener."""
    version = workflow.active
    assert version is not None  # noqa: S101 (what triggers a workflow without an active version is a fault of ours)
    return Listener(workflow, version, Filter(version.filter), judges=not needs_patient(version, of="filter"))


def run_for(waiting: Listener, occasion: Occasion, now: datetime, *, refused: str = "") -> Made:
    """Return the unsaved run of an active workflow; `refused` is why it does not start, "" when it does."""
    why = refused or _stopped_by_filter(waiting, occasion)
    if why:
        return Filtered(waiting, occasion, why)
    run = WorkflowRun(
        connection_id=waiting.workflow.connection_id,
        workflow=waiting.workflow,
        version=waiting.version,
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
    run.data = occasion.told.data
    return run


def save_once(made: Iterable[Made], now: datetime) -> None:
    """Write runs; those that another process has made of the same triggers stay as they are."""
    runs: list[WorkflowRun] = []
    filtered: list[Filtered] = []
    for one in made:
        if isinstance(one, Filtered):
            filtered.append(one)
        else:
            runs.append(one)
    WorkflowRun.objects.bulk_create(runs, ignore_conflicts=True)
    save_filtered(filtered, now)


def _stopped_by_filter(waiting: Listener, occasion: Occasion) -> str:
    if not waiting.judges:
        return ""
    verdict = waiting.filter.judge({**occasion.told.scope, "workflow": {"name": waiting.workflow.name}})
    return "" if verdict.matched else verdict.sentence
