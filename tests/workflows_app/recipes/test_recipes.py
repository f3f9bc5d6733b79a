"""Each recipe from its installation to what it does at the stand-in, with the real engine."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync.documents.files import TYPE, file
from tests.zocdoc_sync.operations.standin import booked, effects
from workflows_app.engine.activating import CannotActivate, activate
from workflows_app.engine.starts import plan_due_starts
from workflows_app.enums import WorkflowState
from workflows_app.exchange.files import import_
from workflows_app.models import Workflow, WorkflowRun, WorkflowVersion
from workflows_app.recipes import RECIPES
from workflows_app.steps.remarking import tag_by_hand, untag
from zocdoc_sync.documents.keeping import keep
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.jobs.draining import drain
from zocdoc_sync.models import Appointment, Provider
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.sync.appointments import sync_appointments

pytestmark = pytest.mark.timeout(120)


def installed(code, clinic, user):
    return import_(RECIPES[code].definition, clinic, user, recipe=code)


def seeded(clinic):
    sync_appointments(clinic, reason=SyncReason.ASKED, now=timezone.now())


def go():
    drain(timezone.now)


def runs():
    return list(WorkflowRun.objects.order_by("pk").values_list("appointment__zocdoc_id", "state"))


@pytest.mark.parametrize("code", RECIPES)
def test_a_recipe_is_installed_switched_off_and_says_what_it_does_and_what_to_adjust(code, clinic, admin_user):
    flow = installed(code, clinic, admin_user)
    assert (flow.state, flow.active, flow.recipe) == (WorkflowState.OFF, None, code)
    assert flow.draft.steps.count() > 0
    assert (RECIPES[code].does, flow.description) == (flow.description, RECIPES[code].does)
    assert RECIPES[code].adjust


def test_a_new_booking_in_network_is_confirmed_and_one_out_of_network_is_not(sandbox, clinic, admin_user):
    seeded(clinic)
    flow = installed("auto_confirm", clinic, admin_user)
    activate(flow, admin_user, timezone.now())
    patient = {"insurance": {"insurance_plan_id": "ip_9111", "insurance_member_id": "SB1", "is_self_pay": False}}
    places = (
        "pr_allInsurancePlansAccep|lo_allInsurancePlansAccep",
        "pr_noAcceptedInsurancePla|lo_noAcceptedInsurancePla",
    )
    inside, outside = (booked(sandbox, clinic, provider_location_id=place, patient=patient) for place in places)
    go()
    assert dict(runs()) == {inside.zocdoc_id: "succeeded", outside.zocdoc_id: "filtered"}
    assert effects(sandbox) == ["confirmAppointment"]
    assert Appointment.objects.get(pk=inside.pk).status == "confirmed"


def test_who_is_checked_in_is_set_to_arrived_at_zocdoc_once(sandbox, clinic, admin_user):
    seeded(clinic)
    flow = installed("arrived", clinic, admin_user)
    activate(flow, admin_user, timezone.now())
    soon = (timezone.now() + timedelta(minutes=20)).replace(microsecond=0)
    later, past = soon + timedelta(days=20), soon - timedelta(minutes=40)
    rows = [(soon, "confirmed"), (soon, "confirmed"), (soon, "cancelled"), (later, "confirmed"), (past, "confirmed")]
    checked_in, other, cancelled, early, late = (
        booked(sandbox, clinic, state, start_time=start.isoformat()) for start, state in rows
    )
    tag_by_hand(other, "vip", by="fay", now=timezone.now())
    for row in (cancelled, early, late):
        tag_by_hand(row, "checked in", by="fay", now=timezone.now())
    go()
    assert effects(sandbox) == ["updateAppointmentStatus"]
    for _ in range(2):
        tag_by_hand(checked_in, " Checked in ", by="fay", now=timezone.now())
        go()
        untag(checked_in, "checked in")
    assert dict(runs()) == {
        checked_in.zocdoc_id: "succeeded", late.zocdoc_id: "succeeded",
        cancelled.zocdoc_id: "filtered", early.zocdoc_id: "filtered",
    }  # fmt: skip
    assert effects(sandbox) == ["updateAppointmentStatus"] * 2
    assert Appointment.objects.get(pk=checked_in.pk).arrived_at is not None


def test_who_did_not_come_is_marked_after_the_visit_and_who_arrived_is_not(sandbox, clinic, admin_user):
    seeded(clinic)
    now = timezone.now()
    begun = (now - timedelta(hours=3)).replace(microsecond=0)
    missed, came, later, tagged = (
        booked(sandbox, clinic, "confirmed", start_time=start.isoformat())
        for start in (begun, begun, now.replace(microsecond=0) + timedelta(minutes=5), begun)
    )
    tag_by_hand(tagged, "checked in", by="fay", now=now)
    Appointment.objects.update(local_date=timezone.localdate())
    Appointment.objects.filter(pk=came.pk).update(arrived_at=now)
    ours = [missed.pk, came.pk, later.pk, tagged.pk]
    Appointment.objects.exclude(pk__in=ours).update(local_date=timezone.localdate() + timedelta(days=9))
    flow = installed("no_show", clinic, admin_user)
    activate(flow, admin_user, now)
    Workflow.objects.update(next_due_at=now)
    go()
    assert dict(runs()) == {
        missed.zocdoc_id: "succeeded", came.zocdoc_id: "filtered", later.zocdoc_id: "filtered",
        tagged.zocdoc_id: "filtered",
    }  # fmt: skip
    assert Appointment.objects.get(pk=missed.pk).status == "no_show"
    assert effects(sandbox) == ["updateAppointmentStatus"]


def test_appointments_of_a_closed_day_move_to_the_next_free_time(sandbox, clinic, admin_user):
    seeded(clinic)
    row = Appointment.objects.filter(
        status="confirmed", start_time__gt=timezone.now() + timedelta(days=2), provider_location__isnull=False
    ).earliest("start_time")
    Provider.objects.filter(pk=row.provider_id).update(name="Dr. Ana Lopez")
    row.refresh_from_db()
    flow = installed("move_closed_day", clinic, admin_user)
    with pytest.raises(CannotActivate):
        activate(flow, admin_user, timezone.now())
    version = WorkflowVersion.objects.get(pk=flow.draft_id)
    version.filter["conditions"][0]["value"] = row.local_date.isoformat()
    version.filter["conditions"][1]["value"] = row.provider.name
    version.save()
    others = Appointment.objects.filter(provider=row.provider, local_date=row.local_date).exclude(pk=row.pk)
    others.update(local_date=row.local_date + timedelta(days=200))
    flow.refresh_from_db()
    activate(flow, admin_user, timezone.now())
    Workflow.objects.update(next_due_at=timezone.now())
    go()
    moved = Appointment.objects.get(pk=row.pk)
    assert WorkflowRun.objects.get(appointment=row).state == "succeeded"
    assert moved.start_time >= row.start_time + timedelta(days=1)
    assert effects(sandbox) == ["rescheduleAppointment"]


def test_kept_documents_are_uploaded_when_the_appointment_starts(sandbox, clinic, admin_user):
    seeded(clinic)
    now = timezone.now()
    flow = installed("intake_documents", clinic, admin_user)
    activate(flow, admin_user, now - timedelta(minutes=1))
    start = (now - timedelta(seconds=5)).replace(microsecond=0)
    row = booked(sandbox, clinic, "confirmed", start_time=start.isoformat())
    keep(row, file(), TYPE, actor=Actor.system("test"), now=now, pk=uuid.uuid4())
    plan_due_starts(timezone.now())
    go()
    assert dict(runs())[row.zocdoc_id] == "succeeded"
    assert effects(sandbox) == ["uploadAppointmentAttachment"]
