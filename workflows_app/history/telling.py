"""What triggers would tell the steps of many runs, read at once, for those runs whose steps decide by it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from workflows_app.enums import TriggerKind
from workflows_app.models import WorkflowRun
from workflows_app.values.scope import scope_of, trigger_data
from zocdoc_sync.models import Appointment

JOINS = ("connection", "provider", "location", "provider_location", "practice", "visit_reason")
Scopes = Mapping[int, Mapping[str, Any]]


def as_told_then(runs: Sequence[WorkflowRun], now: datetime) -> Scopes:
    """Return what steps read in runs that go on: what their triggers told when they began."""
    return {run.pk: _scope(run, run.data, now) for run in _with_data(runs) if run.data}


def as_told_now(runs: Sequence[WorkflowRun], now: datetime) -> Scopes:
    """Return what steps read in runs that are made again: what their triggers tell of the appointments as they are."""
    numbers = {run.appointment_id for run in runs if run.appointment_id is not None}
    rows = Appointment.objects.filter(pk__in=numbers).select_related(*JOINS).prefetch_related("remarks")
    known = {row.pk: row for row in rows}
    found = {}
    for run in _with_data(runs):
        tag = str((run.data or {}).get("tag") or "") if run.trigger == TriggerKind.TAGGED else ""
        row = known.get(run.appointment_id or 0)
        found[run.pk] = _scope(run, trigger_data(run.trigger, row, change=run.change, tag=tag), now)
    return found


def _with_data(runs: Sequence[WorkflowRun]) -> Sequence[WorkflowRun]:
    return list(WorkflowRun.objects.filter(pk__in=[run.pk for run in runs]).select_related("workflow", "change"))


def _scope(run: WorkflowRun, data: Any, now: datetime) -> Mapping[str, Any]:
    return scope_of(data, workflow=run.workflow.name, now=now)
