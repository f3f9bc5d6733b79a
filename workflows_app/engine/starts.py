"""Appointment started: a run when the start time comes, late but once after a stop."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from workflows_app.engine.making import Made, listener, run_for, save_once
from workflows_app.engine.occasions import Listener, Occasion, Told
from workflows_app.enums import TriggerKind, WorkflowState
from workflows_app.models import Workflow
from workflows_app.values.scope import trigger_data
from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.models import Appointment

LATE_AFTER = timedelta(seconds=5)
TOO_LATE = timedelta(hours=6)
# How far the position may lag while nothing starts: it need not be written each second.
LAG = timedelta(seconds=30)
OFF = (AppointmentStatus.CANCELLED, AppointmentStatus.BOOKING_FAILED, AppointmentStatus.RESCHEDULE_FAILED)
PLACES = ("connection", "provider", "location", "provider_location", "practice", "visit_reason")
SKIPPED_LATE = "It was late, and the workflow is set to skip late starts."


def plan_due_starts(now: datetime) -> int:
    """Make a run for each appointment whose start came since the last look, and return how many; `now` is UTC."""
    waiting = Workflow.objects.filter(state=WorkflowState.ACTIVE, active__trigger=TriggerKind.STARTED)
    return sum(_look(workflow, now) for workflow in waiting.select_related("active", "connection").order_by("pk"))


def started_runs(appointment: Appointment, waiting: Iterable[Listener], now: datetime) -> list[Made]:
    """Return the runs of an appointment that turns out to have started before the last look."""
    start = appointment.start_time
    if start is None or not now - TOO_LATE < start or not _is_on(appointment):
        return []
    passed = [one for one in waiting if _is_started(one) and _passed(one.workflow, start, now)]
    return [_run(one, appointment, now) for one in passed if start <= now]


def _look(workflow: Workflow, now: datetime) -> int:
    until = workflow.started_until or workflow.activated_at or now
    started = list(_started(workflow, max(until, now - TOO_LATE), now))
    if not started and now - until < LAG:
        return 0
    waiting = listener(workflow)
    with transaction.atomic():
        save_once([_run(waiting, appointment, now) for appointment in started], now)
        Workflow.objects.filter(pk=workflow.pk, started_until=workflow.started_until).update(started_until=now)
    return len(started)


def _started(workflow: Workflow, since: datetime, now: datetime) -> QuerySet[Appointment]:
    rows: QuerySet[Appointment] = Appointment.objects.filter(
        connection=workflow.connection_id, start_time__gt=since, start_time__lte=now, gone_at__isnull=True
    )
    return rows.exclude(status__in=OFF).select_related(*PLACES).order_by("start_time", "pk")


def _run(waiting: Listener, appointment: Appointment, now: datetime) -> Made:
    start = appointment.start_time
    assert start is not None  # noqa: S101 (chosen by its start time)
    late = now - start > LATE_AFTER
    occasion = Occasion(
        trigger=TriggerKind.STARTED,
        # An appointment that moves starts at its new time, once.
        key=f"started:{appointment.pk}:{start.timestamp():.0f}",
        told=Told(trigger_data(TriggerKind.STARTED, appointment, late=late), now),
        appointment=appointment,
        late=late,
    )
    skips = late and waiting.version.trigger_options.get("late") == "skip"
    return run_for(waiting, occasion, now, refused=SKIPPED_LATE if skips else "")


def _is_started(waiting: Listener) -> bool:
    return waiting.version.trigger == TriggerKind.STARTED


def _passed(workflow: Workflow, start: datetime, now: datetime) -> bool:
    return _since(workflow, now) < start <= (workflow.started_until or now)


def _since(workflow: Workflow, now: datetime) -> datetime:
    return max(workflow.activated_at or now, now - TOO_LATE)


def _is_on(appointment: Appointment) -> bool:
    return appointment.gone_at is None and appointment.status not in OFF
