import pytest
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import appointment, person
from tests.zocdoc_sync.admin.pressing import hidden
from tests.zocdoc_sync.operations.standin import booked, effects, sent
from zocdoc_sync.admin.appointments.bulk import AT_ONCE
from zocdoc_sync.models import Appointment, OperationLog

LIST = "/admin/zocdoc_sync/appointment/"


def chosen(client, slug, rows):
    return client.post(LIST, {"action": f"bulk_{slug.replace('-', '_')}", "_selected_action": [row.pk for row in rows]})


def go(client, slug, page, **fields):
    (token,) = hidden(page, "form_token")
    return client.post(f"{LIST}bulk/{slug}/", {"form_token": token, "pk": hidden(page, "pk"), **fields})


def test_the_preview_says_which_rows_will_be_done_and_why_not_the_others(at_desk, clinic):
    yes, no = appointment(clinic), appointment(clinic, status="cancelled")
    page = chosen(at_desk, "confirm", [yes, no])
    assert [line.row.pk for line in page.context["doable"]] == [yes.pk]
    assert [(line.row.pk, line.why) for line in page.context["barred"]] == [
        (no.pk, "The appointment is cancelled: “Confirm appointment” is not possible then.")
    ]
    assert OperationLog.objects.count() == 0


def test_what_the_preview_showed_is_done_and_told_row_by_row(at_linked_desk, sandbox, linked):
    rows = [booked(sandbox, linked) for _ in range(3)]
    page = chosen(at_linked_desk, "confirm", rows)
    sandbox.control("PATCH", f"appointments/{rows[1].zocdoc_id}", {"appointment_status": "cancelled"})
    Appointment.objects.filter(pk=rows[1].pk).update(status="cancelled")
    done = go(at_linked_desk, "confirm", page)
    assert done.context["done"] == 2
    assert {line.row.pk: line.ok for line in done.context["lines"]} == {
        rows[0].pk: True, rows[1].pk: False, rows[2].pk: True,
    }  # fmt: skip
    assert effects(sandbox) == ["confirmAppointment"] * 2


def test_a_bulk_form_posted_twice_does_nothing_twice(at_linked_desk, sandbox, linked):
    page = chosen(at_linked_desk, "confirm", [booked(sandbox, linked) for _ in range(2)])
    go(at_linked_desk, "confirm", page)
    again = go(at_linked_desk, "confirm", page)
    assert again.context["done"] == 2
    assert sent(sandbox, "confirmAppointment") == 2


def test_cancelling_many_needs_their_number_typed(at_linked_desk, sandbox, linked):
    page = chosen(at_linked_desk, "cancel", [booked(sandbox, linked) for _ in range(2)])
    refused = go(at_linked_desk, "cancel", page, count="1")
    assert (refused.status_code, effects(sandbox)) == (422, [])
    go(at_linked_desk, "cancel", page, count="2", cancellation_reason_type="provider_not_available")
    assert effects(sandbox) == ["cancelAppointment"] * 2


def test_cancelling_many_needs_a_reason(at_linked_desk, sandbox, linked):
    page = chosen(at_linked_desk, "cancel", [booked(sandbox, linked)])
    refused = go(at_linked_desk, "cancel", page, count="1")
    assert (refused.status_code, refused.context["fault"]) == (
        422, "Choose why it is cancelled: Zocdoc asks, and the patient may be told.",
    )  # fmt: skip
    assert effects(sandbox) == []


def test_patients_of_later_days_are_not_marked_as_arrived_together(at_linked_desk, sandbox, linked):
    row = booked(sandbox, linked, status="confirmed")
    page = chosen(at_linked_desk, "arrived", [row])
    assert [line.why for line in page.context["barred"]] == ["It is on a later day: mark it on its own page."]
    (today,) = hidden(
        chosen(at_linked_desk, "arrived", [booked(sandbox, linked, start_time=timezone.now().isoformat())]),
        "form_token",
    )
    done = at_linked_desk.post(f"{LIST}bulk/arrived/", {"form_token": today, "pk": [row.pk]})
    assert [line.why for line in done.context["lines"]] == ["It is on a later day: mark it on its own page."]
    assert effects(sandbox) == []


def test_more_than_the_limit_is_refused_whole(at_desk, clinic):
    rows = [appointment(clinic, patient=False) for _ in range(AT_ONCE + 1)]
    answer = chosen(at_desk, "confirm", rows)
    (said,) = at_desk.get(answer.url).context["messages"]
    assert str(said) == f"Select at most {AT_ONCE} appointments at once."


def test_rows_of_another_clinic_are_left_out_of_a_bulk_action(at_desk, clinic, other):
    mine, theirs = appointment(clinic), appointment(other)
    page = chosen(at_desk, "confirm", [mine, theirs])
    assert [line.row.pk for line in page.context["doable"] + page.context["barred"]] == [mine.pk]
    (token,) = hidden(page, "form_token")
    at_desk.post(f"{LIST}bulk/confirm/", {"form_token": token, "pk": [theirs.pk]})
    assert OperationLog.objects.count() == 0


def test_a_bulk_address_does_nothing_on_get(at_desk):
    assert at_desk.get(f"{LIST}bulk/confirm/").status_code == 405
    assert at_desk.post(f"{LIST}bulk/reschedule/").status_code == 404


@pytest.mark.parametrize(("role", "offered"), [("Front desk", 4), ("Viewer", 0)])
def test_only_permitted_actions_are_offered(client, clinic, role, offered):
    appointment(clinic)
    client.force_login(person(role, clinic))
    choices = client.get(LIST).content.decode().count('<option value="bulk_')
    assert choices == offered
