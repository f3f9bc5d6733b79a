"""Runs that a person asks for: by hand, again, or not any more."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from workflows_app.enums import CLAIMABLE, RunState, StepState, TriggerKind
from workflows_app.models import StepRun, Workflow, WorkflowRun, WorkflowVersion
from workflows_app.values.scope import trigger_data
from zocdoc_sync.models import Appointment

AGAIN = (RunState.FAILED, RunState.PARTLY, RunState.ASKS)
UNFINISHED = (StepState.FAILED, StepState.ASKS, StepState.RETRYING)


def start_by_hand(
    workflow: Workflow,
    appointment: Appointment | None,
    *,
    actor: User | None,
    now: datetime,
    version: WorkflowVersion | None = None,
    key: str = "",
) -> WorkflowRun:
    """Make a run that no filter stops, of the active version unless another is named; once for a `key`.

    A workflow that was never activated acts for `actor`. Raise ValueError when there is no version to run.
    """
    chosen = version or workflow.active or workflow.draft
    if chosen is None:
        raise ValueError("There is nothing to run yet.")
    if workflow.runs_as_id is None:
        Workflow.objects.filter(pk=workflow.pk, runs_as__isnull=True).update(runs_as=actor)
    run = WorkflowRun(
        connection_id=workflow.connection_id,
        workflow=workflow,
        version=chosen,
        trigger=TriggerKind.MANUAL,
        trigger_key=f"manual:{key or uuid.uuid4().hex}"[:120],
        appointment=appointment,
        due_at=now,
        created_at=now,
    )
    run.data = trigger_data(TriggerKind.MANUAL, appointment)
    WorkflowRun.objects.bulk_create([run], ignore_conflicts=True)
    made: WorkflowRun = WorkflowRun.objects.get(workflow=workflow, trigger_key=run.trigger_key)
    return made


def replay(run: WorkflowRun, *, now: datetime, key: str = "") -> WorkflowRun:
    """Make a run of the workflow's active version for what triggered an earlier one, told anew; once for a `key`."""
    again = _again(run, now, key or uuid.uuid4().hex)
    WorkflowRun.objects.bulk_create([again], ignore_conflicts=True)
    made: WorkflowRun = WorkflowRun.objects.get(workflow=run.workflow, trigger_key=again.trigger_key)
    return made


def replay_all(runs: Sequence[WorkflowRun], *, now: datetime, key: str) -> int:
    """Make a run again for each of these, once for a `key`, and return how many the key has made of them."""
    again = [_again(run, now, key) for run in runs]
    WorkflowRun.objects.bulk_create(again, ignore_conflicts=True)
    made = WorkflowRun.objects.filter(replay_of__in=[run.pk for run in runs])
    return made.filter(trigger_key__in=[run.trigger_key for run in again]).count()


def _again(run: WorkflowRun, now: datetime, key: str) -> WorkflowRun:
    again = WorkflowRun(
        connection_id=run.connection_id,
        workflow=run.workflow,
        version_id=run.workflow.active_id or run.version_id,
        trigger=run.trigger,
        trigger_key=f"replay:{run.pk}:{key}"[:120],
        change=run.change,
        appointment=run.appointment,
        replay_of=run,
        due_at=now,
        created_at=now,
    )
    again.data = trigger_data(TriggerKind(run.trigger), run.appointment, change=run.change, tag=_tag(run))
    return again


def _tag(run: WorkflowRun) -> str:
    """Return the tag that triggered a run; it is kept with the run alone, and other runs' data is not read for it."""
    return str((run.data or {}).get("tag") or "") if run.trigger == TriggerKind.TAGGED else ""


def retry(run: WorkflowRun, now: datetime) -> bool:
    """Let a failed run go on from its failed step; False when it is in no such state any more.

    What was refused or failed provably did nothing: its step is performed under a new key. One whose outcome is unknown
    stays as it is until that is settled.
    """
    return bool(retry_all([run.pk], now))


def retry_all(numbers: Sequence[int], now: datetime) -> int:
    """Let each of these runs that has failed go on from its failed step, and return how many do."""
    with transaction.atomic():
        failed = WorkflowRun.objects.filter(pk__in=numbers, state__in=AGAIN).order_by("pk")
        mine = list(failed.select_for_update().values_list("pk", flat=True))
        runs = WorkflowRun.objects.filter(pk__in=mine)
        runs.update(state=RunState.RETRYING, due_at=now, finished_at=None, sentence="", error_code="")
        steps = StepRun.objects.filter(run__in=mine)
        steps.filter(state=StepState.FAILED).update(state=StepState.RETRYING, tries=F("tries") + 1, faults=0)
        unsent = steps.filter(state=StepState.ASKS, operation__isnull=True)
        unsent.update(state=StepState.RETRYING, tries=F("tries") + 1)
    return len(mine)


def cancel(run: WorkflowRun, actor: User, now: datetime) -> bool:
    """End a run that waits; False when it is being performed or has ended."""
    return bool(cancel_all([run.pk], actor, now))


def cancel_all(numbers: Sequence[int], actor: User, now: datetime) -> int:
    """End each of these runs that waits, and return how many did."""
    mine = WorkflowRun.objects.filter(pk__in=numbers, state__in=CLAIMABLE)
    told = f"Cancelled by {actor.get_username()}."
    return mine.update(state=RunState.CANCELLED, finished_at=now, sentence=told, fence=F("fence") + 1)
