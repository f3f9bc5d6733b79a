"""Workflows on a schedule: one run, or one for each appointment of a span of days."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from workflows_app.engine.making import Made, listener, run_for, save_once
from workflows_app.engine.occasions import Listener, Occasion, Told
from workflows_app.enums import TriggerKind, WorkflowState
from workflows_app.models import Workflow
from workflows_app.triggers.timetable import next_after
from workflows_app.values.scope import trigger_data
from zocdoc_sync.models import Appointment

MOST_AT_ONCE = 2000
PLACES = ("connection", "provider", "location", "provider_location", "practice", "visit_reason")


def plan_due_schedules(now: datetime) -> int:
    """Make the runs of schedules whose time has come, and return how many; missed times are not made up."""
    due = Workflow.objects.filter(
        state=WorkflowState.ACTIVE, active__trigger=TriggerKind.SCHEDULE, next_due_at__lte=now
    ).select_related("active", "connection")
    return sum(_fire(workflow, now) for workflow in due.order_by("pk"))


def first_time(workflow: Workflow, now: datetime) -> datetime | None:
    """Return when an activated workflow comes first, None when it is not on a schedule."""
    version = workflow.active
    if version is None or version.trigger != TriggerKind.SCHEDULE:
        return None
    return next_after(version.trigger_options, now, ZoneInfo(settings.TIME_ZONE))


def _fire(workflow: Workflow, now: datetime) -> int:
    due = workflow.next_due_at
    runs = _runs(workflow, due, now)
    with transaction.atomic():
        mine = Workflow.objects.filter(pk=workflow.pk, next_due_at=due)
        if not mine.update(next_due_at=first_time(workflow, now)):
            return 0
        save_once(runs, now)
    return len(runs)


def _runs(workflow: Workflow, due: datetime | None, now: datetime) -> list[Made]:
    waiting = listener(workflow)
    asked = waiting.version.trigger_options.get("appointments")
    at = f"{due:%Y%m%dT%H%M%S}"
    if not asked:
        return [_run(waiting, f"schedule:{at}", None, now)]
    return [_run(waiting, f"schedule:{at}:{one.pk}", one, now) for one in _appointments(workflow, asked, now)]


def _appointments(workflow: Workflow, asked: dict[str, Any], now: datetime) -> QuerySet[Appointment]:
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    first, last = (today + timedelta(days=int(asked.get(name) or 0)) for name in ("from_days", "to_days"))
    rows: QuerySet[Appointment] = Appointment.objects.filter(
        connection=workflow.connection_id, local_date__range=(first, last), gone_at__isnull=True
    )
    if asked.get("statuses"):
        rows = rows.filter(status__in=asked["statuses"])
    return rows.select_related(*PLACES).order_by("start_time", "pk")[:MOST_AT_ONCE]


def _run(waiting: Listener, key: str, appointment: Appointment | None, now: datetime) -> Made:
    told = Told(trigger_data(TriggerKind.SCHEDULE, appointment), now)
    return run_for(waiting, Occasion(trigger=TriggerKind.SCHEDULE, key=key, told=told, appointment=appointment), now)
