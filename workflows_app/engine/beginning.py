"""The beginning of a run: what the trigger told, the patient if needed, and a filter that had to wait for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from workflows_app.engine import claiming
from workflows_app.engine.actors import actor_of
from workflows_app.engine.outcomes import Ended, Interrupted, RunLost
from workflows_app.engine.patients import patient_of
from workflows_app.engine.plans import Plan
from workflows_app.enums import RunState, TriggerKind
from workflows_app.models import WorkflowRun
from workflows_app.values.conditions import judge
from workflows_app.values.scope import Data, scope_of
from zocdoc_sync.errors import PermissionMissing, RequestRefused, ZocdocError
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.errors import OperationError

PATIENT_AGAIN = timedelta(minutes=1)
GIVES_UP = timedelta(hours=6)
NOBODY = "Who activated this workflow has no account any more: somebody must activate it again."
NO_DATA = "What the trigger told is no longer kept: replay the run whole instead."


def begin(run: WorkflowRun, plan: Plan, now: datetime) -> Mapping[str, Any]:
    """Return what the trigger told; raise Ended when a filter stops it, Interrupted while the patient is not read."""
    if run.data is None:
        raise Ended(RunState.FAILED, NO_DATA, "payload_removed")
    if run.workflow.runs_as is None and run.trigger != TriggerKind.MANUAL:
        raise Ended(RunState.FAILED, NOBODY, "nobody")
    if plan.needs_patient and run.appointment is not None and "patient" not in run.data:
        _meet(run, run.appointment, plan, now)
    return dict(run.data)


def _meet(run: WorkflowRun, appointment: Appointment, plan: Plan, now: datetime) -> None:
    """Read the patient, judge the filter that waited for it, and keep both with the run."""
    data = {**(run.data or {}), "patient": _patient(run, appointment, now)}
    if plan.filter_needs_patient and run.replay_of_id is None and run.trigger != TriggerKind.MANUAL:
        verdict = judge(run.version.filter, scope_of(data, workflow=run.workflow.name, now=now))
        if not verdict.matched:
            raise Ended(RunState.FILTERED, verdict.sentence)
    run.data = data
    with transaction.atomic():
        if not claiming.keep(run, held_by=run.held_by):
            raise RunLost
        run.save(update_fields=["data"])


def _patient(run: WorkflowRun, appointment: Appointment, now: datetime) -> Data:
    try:
        return patient_of(run.version, appointment, actor_of(run), now)
    except (PermissionMissing, RequestRefused, OperationError) as error:
        raise Ended(RunState.FAILED, f"The patient could not be read. {error.sentence}", error.code) from None
    except ZocdocError as error:
        if now - run.created_at > GIVES_UP:
            raise Ended(RunState.FAILED, f"The patient could not be read. {error.sentence}", error.code) from None
        told = f"The patient could not be read yet. {error.sentence}"
        raise Interrupted(RunState.RETRYING, now + PATIENT_AGAIN, told, error.code) from None
