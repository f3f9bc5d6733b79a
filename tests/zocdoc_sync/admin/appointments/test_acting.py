from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import PASSWORD, appointment, person
from tests.zocdoc_sync.admin.pressing import address, hidden, named, press, said
from tests.zocdoc_sync.operations.standin import booked, effects, sent
from zocdoc_sync.models import AccessEvent, Appointment, OperationLog


def columns():
    """Return the appointment's readable columns and the number of operations."""
    names = [field.attname for field in Appointment._meta.concrete_fields if field.name != "payload"]
    return Appointment.objects.values(*names).get(), OperationLog.objects.count()


WRITES = ("confirm", "reschedule", "arrived", "no-show", "cancel")


def test_confirming_by_its_button_confirms_at_zocdoc_and_in_the_mirror(at_linked_desk, sandbox, linked):
    row = booked(sandbox, linked)
    _, answer = press(at_linked_desk, row, "confirm")
    assert effects(sandbox) == ["confirmAppointment"]
    assert Appointment.objects.get().status == "confirmed"
    assert said(at_linked_desk, answer) == [named("Confirm: Done.")]
    assert OperationLog.objects.get(operation="confirmAppointment").actor_label == "front-desk"


def test_the_same_form_posted_twice_does_nothing_twice(at_linked_desk, sandbox, linked):
    row = booked(sandbox, linked)
    token, _ = press(at_linked_desk, row, "confirm")
    again = at_linked_desk.post(address(row, "confirm"), {"form_token": token})
    assert effects(sandbox) == ["confirmAppointment"]
    assert sent(sandbox, "confirmAppointment") == 1
    assert said(at_linked_desk, again)[-1] == named("Confirm: Done.")
    assert OperationLog.objects.filter(operation="confirmAppointment").count() == 1


def test_cancelling_sends_the_reason_that_was_chosen(at_linked_desk, sandbox, linked):
    row = booked(sandbox, linked)
    press(at_linked_desk, row, "cancel", cancellation_reason_type="provider_not_available")
    assert effects(sandbox) == ["cancelAppointment"]
    assert Appointment.objects.get().status == "cancelled"


def test_cancelling_asks_for_a_reason_and_sends_nothing_without_one(at_linked_desk, sandbox, linked):
    row = booked(sandbox, linked)
    _, answer = press(at_linked_desk, row, "cancel")
    assert answer.status_code == 422
    assert answer.context["form"].errors["cancellation_reason_type"] == [
        "Choose why it is cancelled: Zocdoc asks, and the patient may be told."
    ]
    assert sent(sandbox, "cancelAppointment") == 0


def test_a_patient_who_is_marked_as_arrived_days_ahead_is_asked_about_first(at_linked_desk, sandbox, linked):
    row = booked(sandbox, linked, status="confirmed")
    Appointment.objects.update(start_time=timezone.now() + timedelta(days=3))
    _, answer = press(at_linked_desk, row, "arrived")
    assert answer.status_code == 422
    assert "The appointment is only on" in answer.content.decode()
    assert sent(sandbox, "updateAppointmentStatus") == 0
    assert hidden(answer, "meant") == ["yes"]
    assert "Arrived all the same" in answer.content.decode()
    press(at_linked_desk, row, "arrived", meant="yes")
    assert effects(sandbox) == ["updateAppointmentStatus"]


def test_input_that_zocdoc_would_refuse_comes_back_on_the_form_and_is_not_sent(at_linked_desk, sandbox, linked):
    row = booked(sandbox, linked)
    _, answer = press(
        at_linked_desk, row, "cancel", cancellation_reason_type="provider_not_available", cancellation_reason="ill"
    )
    assert answer.status_code == 422
    assert "A text goes only with the reason" in answer.content.decode()
    assert sent(sandbox, "cancelAppointment") == 0


def test_fields_that_the_form_does_not_have_are_ignored(at_linked_desk, sandbox, linked):
    mine, yours = booked(sandbox, linked), booked(sandbox, linked)
    press(at_linked_desk, mine, "confirm", appointment_id=yours.zocdoc_id, appointment_status="no_show")
    assert sandbox.appointment(mine.zocdoc_id)["appointment_status"] == "confirmed"
    assert sandbox.appointment(yours.zocdoc_id)["appointment_status"] == "pending_booking"


def test_arrived_is_kept_as_our_own_field(at_linked_desk, sandbox, linked):
    row = booked(sandbox, linked, status="confirmed")
    press(at_linked_desk, row, "arrived", meant="yes")
    assert effects(sandbox) == ["updateAppointmentStatus"]
    assert Appointment.objects.get().arrived_at is not None


@pytest.mark.parametrize("slug", WRITES)
def test_opening_a_form_changes_nothing(slug, at_desk, clinic):
    row = appointment(clinic, provider_location=None)
    before = columns()
    assert at_desk.get(address(row, slug)).status_code == 200
    assert columns() == before


@pytest.mark.parametrize("slug", WRITES)
def test_a_post_without_the_csrf_token_is_refused(slug, desk, clinic):
    row = appointment(clinic)
    strict = Client(enforce_csrf_checks=True)
    strict.login(username=desk.username, password=PASSWORD)
    assert strict.post(address(row, slug), {"form_token": "x"}).status_code == 403
    assert OperationLog.objects.count() == 0


def test_a_form_token_is_good_for_one_button_of_one_appointment_and_one_person(client, at_linked_desk, sandbox, linked):
    one, two = booked(sandbox, linked), booked(sandbox, linked)
    (token,) = hidden(at_linked_desk.get(address(one, "confirm")), "form_token")
    for row, slug in ((two, "confirm"), (one, "cancel")):
        answer = at_linked_desk.post(address(row, slug), {"form_token": token})
        assert said(at_linked_desk, answer) == ["This form was made for something else: open the page again."]
    at_linked_desk.force_login(person("superuser"))
    at_linked_desk.post(address(one, "confirm"), {"form_token": token})
    at_linked_desk.post(address(one, "confirm"), {"form_token": "forged"})
    assert sent(sandbox, "confirmAppointment") == 0


def test_another_clinics_appointment_cannot_be_acted_on(at_desk, other):
    theirs = appointment(other)
    for slug in WRITES:
        assert at_desk.get(address(theirs, slug)).status_code == 404
        assert at_desk.post(address(theirs, slug), {"form_token": "x"}).status_code == 404
    assert at_desk.get(address(theirs, "unknown")).status_code == 404


def test_a_role_without_the_permission_sees_why_and_sends_nothing(client, sandbox, linked):
    row = booked(sandbox, linked)
    client.force_login(person("Viewer", linked))
    page = client.get(address(row, "confirm")).content.decode()
    assert "Your role does not allow" in page
    (token,) = ["forged"] if "form_token" not in page else hidden(client.get(address(row, "confirm")), "form_token")
    client.post(address(row, "confirm"), {"form_token": token})
    assert sent(sandbox, "confirmAppointment") == 0


def test_a_wrong_state_is_said_on_the_form(at_desk, clinic):
    row = appointment(clinic, status="cancelled")
    page = at_desk.get(address(row, "confirm")).content.decode()
    assert "The appointment is cancelled" in page
    assert hidden(at_desk.get(address(row, "confirm")), "form_token") == []
    early = appointment(clinic, status="confirmed", start_time=timezone.now() + timedelta(hours=1))
    assert "It has not started yet" in at_desk.get(address(early, "no-show")).content.decode()


def test_every_action_is_in_the_audit_without_patient_data(at_linked_desk, sandbox, linked):
    row = booked(sandbox, linked)
    press(at_linked_desk, row, "confirm")
    line = AccessEvent.objects.get(action__startswith="confirmAppointment")
    assert (line.action, line.actor_label, line.subject, line.connection) == (
        "confirmAppointment:confirmed", "front-desk", f"appointment {row.zocdoc_id}", linked,
    )  # fmt: skip


def test_a_lost_answer_is_shown_as_unknown(at_linked_desk, sandbox, linked):
    row = booked(sandbox, linked)
    sandbox.faults([{"operation": "confirmAppointment", "kind": "drop_after"}])
    _, answer = press(at_linked_desk, row, "confirm")
    (sentence,) = said(at_linked_desk, answer)
    assert sentence.startswith(named("Confirm: Unknown: Zocdoc's answer did not come"))
    assert OperationLog.objects.get(operation="confirmAppointment").state == "unknown"


def test_reading_again_brings_what_zocdoc_has_now(at_linked_desk, sandbox, linked):
    row = booked(sandbox, linked)
    sandbox.control("PATCH", f"appointments/{row.zocdoc_id}", {"appointment_status": "cancelled"})
    path = f"/admin/zocdoc_sync/appointment/{row.pk}/read-again/"
    assert at_linked_desk.get(path).status_code == 405
    answer = at_linked_desk.post(path)
    assert said(at_linked_desk, answer) == ["Read again from Zocdoc just now."]
    assert Appointment.objects.get().status == "cancelled"
