"""From changes to runs: each change is looked at once by every active workflow of its connection."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from workflows_app.engine.causes import Cause, cause_of
from workflows_app.engine.making import Made, listener, run_for, save_once
from workflows_app.engine.occasions import Listener, Occasion, Told
from workflows_app.engine.starts import started_runs
from workflows_app.enums import TriggerKind, WorkflowState
from workflows_app.models import Remark, Workflow
from workflows_app.triggers.matching import matches
from workflows_app.values.scope import trigger_data
from zocdoc_sync.models import Change

AT_ONCE = 200
JOINED = ("appointment", "operation", "connection")
PLACES = ("connection", "provider", "location", "provider_location", "practice", "visit_reason")


def undispatched() -> QuerySet[Change]:
    """Return the changes that no workflow has looked at, oldest first."""
    rows: QuerySet[Change] = Change.objects.filter(dispatched_at__isnull=True).order_by("pk")
    return rows


def dispatch(now: datetime) -> int:
    """Make the runs of the oldest changes that wait, in one transaction with marking them; return how many changes.

    Two processes that do so at once make each run once: the second waits for the first one's rows.
    """
    with transaction.atomic():
        changes = _locked()
        if changes:
            save_once(_runs(changes, now), now)
            Change.objects.filter(pk__in=[one.pk for one in changes]).update(dispatched_at=now)
    return len(changes)


def _locked() -> list[Change]:
    ids = list(undispatched().select_for_update().values_list("pk", flat=True)[:AT_ONCE])
    joined = [*JOINED, *(f"appointment__{name}" for name in PLACES)]
    rows = Change.objects.filter(pk__in=ids).select_related(*joined).order_by("pk")
    return list(rows.prefetch_related(Prefetch("appointment__remarks", Remark.objects.exclude(tag="").defer("text"))))


def _runs(changes: list[Change], now: datetime) -> list[Made]:
    waiting = _active({change.connection_id for change in changes})
    return [run for change in changes for run in _of_change(change, waiting[change.connection_id], now)]


def _active(connections: set[int]) -> dict[int, list[Listener]]:
    found: dict[int, list[Listener]] = defaultdict(list)
    rows = Workflow.objects.filter(connection__in=connections, state=WorkflowState.ACTIVE, active__isnull=False)
    for workflow in rows.select_related("active").order_by("pk"):
        found[workflow.connection_id].append(listener(workflow))
    return found


def _of_change(change: Change, waiting: list[Listener], now: datetime) -> list[Made]:
    # A change from before it was switched on is not news to a workflow.
    new_to = [one for one in waiting if _is_new(change, one.workflow)]
    runs = started_runs(change.appointment, new_to, now)
    triggered = [one for one in new_to if matches(one.version, change)]
    if not triggered:
        return runs
    cause = cause_of(change)
    told = {kind: _occasion(kind, change, cause, now) for kind in {one.trigger for one in triggered}}
    return [*runs, *(_run(one, told[one.trigger], cause) for one in triggered)]


def _is_new(change: Change, workflow: Workflow) -> bool:
    return workflow.activated_at is None or change.observed_at >= workflow.activated_at


def _occasion(kind: TriggerKind, change: Change, cause: Cause, now: datetime) -> Occasion:
    return Occasion(
        trigger=kind,
        key=f"change:{change.pk}",
        told=Told(trigger_data(kind, change.appointment, change=change), now),
        appointment=change.appointment,
        change=change,
        depth=cause.depth,
        cause=cause.run,
    )


def _run(one: Listener, occasion: Occasion, cause: Cause) -> Made:
    now = occasion.told.now
    return run_for(one, occasion, now, refused=cause.refuses(one.workflow, now))
