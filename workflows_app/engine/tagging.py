"""Appointment tagged: a run when a tag is put on, once for a tag and the appointment's time."""

from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from workflows_app.engine.causes import cause_of_key
from workflows_app.engine.making import Made, listener, run_for, save_once
from workflows_app.engine.occasions import Listener, Occasion, Told
from workflows_app.enums import TriggerKind, WorkflowState
from workflows_app.models import Remark, Workflow
from workflows_app.triggers.matching import matches_tag
from workflows_app.values.scope import trigger_data

AT_ONCE = 200
PLACES = ("connection", "provider", "location", "provider_location", "practice", "visit_reason")


def plan_due_tags(now: datetime) -> int:
    """Make the runs of the oldest tags that no workflow has looked at, and mark them; return how many tags."""
    if not _undispatched().exists():
        return 0
    with transaction.atomic():
        tags = _locked()
        if tags:
            waiting = _waiting_for({tag.connection_id for tag in tags})
            save_once([run for tag in tags for run in _runs(tag, waiting, now)], now)
            Remark.objects.filter(pk__in=[tag.pk for tag in tags]).update(dispatched_at=now)
    return len(tags)


def _undispatched() -> QuerySet[Remark]:
    rows: QuerySet[Remark] = Remark.objects.filter(dispatched_at__isnull=True).exclude(tag="").order_by("pk")
    return rows


def _locked() -> list[Remark]:
    ids = list(_undispatched().select_for_update().values_list("pk", flat=True)[:AT_ONCE])
    rows = Remark.objects.filter(pk__in=ids).defer("text").order_by("pk")
    tags = Prefetch("appointment__remarks", Remark.objects.exclude(tag="").defer("text"))
    return list(rows.select_related(*(f"appointment__{name}" for name in PLACES)).prefetch_related(tags))


def _waiting_for(connections: set[int]) -> list[Listener]:
    rows = Workflow.objects.filter(
        connection__in=connections, state=WorkflowState.ACTIVE, active__trigger=TriggerKind.TAGGED
    )
    return [listener(workflow) for workflow in rows.select_related("active").order_by("pk")]


def _is_triggered(waiting: Listener, tag: Remark) -> bool:
    workflow = waiting.workflow
    if workflow.connection_id != tag.connection_id:
        return False
    # A tag from before it was switched on is not news to a workflow.
    is_new = workflow.activated_at is None or tag.at >= workflow.activated_at
    return is_new and matches_tag(waiting.version, tag.tag)


def _runs(tag: Remark, waiting: list[Listener], now: datetime) -> list[Made]:
    triggered = [one for one in waiting if _is_triggered(one, tag)]
    if not triggered:
        return []
    cause = cause_of_key(tag.key)
    told = Told(trigger_data(TriggerKind.TAGGED, tag.appointment, tag=tag.tag), now)
    occasion = Occasion(
        trigger=TriggerKind.TAGGED,
        key=_key(tag),
        told=told,
        appointment=tag.appointment,
        depth=cause.depth,
        cause=cause.run,
    )
    return [run_for(one, occasion, now, refused=cause.refuses(one.workflow, now)) for one in triggered]


def _key(tag: Remark) -> str:
    # A tag that is taken off and put on again is no news; on an appointment that has moved it is.
    start = tag.appointment.start_time
    return f"tagged:{tag.appointment_id}:{start.timestamp() if start else 0:.0f}:{tag.tag}"
