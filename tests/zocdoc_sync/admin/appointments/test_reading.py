from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync.admin.availability.patients import address
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import said
from tests.zocdoc_sync.operations.standin import booked, sent
from zocdoc_sync.admin.availability.slot import FreeSlot
from zocdoc_sync.models import AccessEvent, Appointment, Participant
from zocdoc_sync.sync.participants import read_participant

READ = "getAppointmentParticipants"


@pytest.fixture
def row(sandbox, linked):
    return booked(sandbox, linked, status="confirmed")


def page_of(row):
    return reverse("admin:zocdoc_sync_appointment_change", args=(row.pk,))


def press(client, row, what="read_patient"):
    return client.post(reverse(f"admin:appointment_{what}", args=(row.pk,)))


def test_a_patient_who_is_missing_is_read_on_demand_and_shown(at_linked_desk, sandbox, row):
    before = at_linked_desk.get(page_of(row))
    assert (before.context["patient"], before.context["patient_ask"].missing) == (None, True)
    assert f'data-ask-once="{row.pk}"' in before.content.decode()
    assert sent(sandbox, READ) == 0
    assert said(at_linked_desk, press(at_linked_desk, row)) == ["The patient was read from Zocdoc just now."]
    after = at_linked_desk.get(page_of(row))
    assert (after.context["patient"].name, after.context["patient_ask"].missing) != (None, True)
    assert "data-ask-once" not in after.content.decode()
    assert AccessEvent.objects.filter(action=READ).count() == 1


def test_a_patient_older_than_the_appointments_last_change_is_offered_again(at_linked_desk, row):
    read_participant(row, now=timezone.now() - timedelta(hours=1))
    Appointment.objects.update(last_modified_time=timezone.now())
    page = at_linked_desk.get(page_of(row))
    assert (page.context["patient_ask"].missing, page.context["patient_ask"].stale) == (False, True)
    assert "The appointment has changed since." in page.content.decode()


def test_what_goes_wrong_is_told(at_linked_desk, sandbox, row):
    sandbox.faults([{"operation": READ, "kind": "403", "times": 1}])
    assert "The patient could not be read." in said(at_linked_desk, press(at_linked_desk, row))[0]


def test_a_role_without_the_permission_is_told_and_nothing_is_read(client, sandbox, linked, row):
    client.force_login(person("Viewer", linked))
    assert "Your role does not allow" in said(client, press(client, row))[0]
    assert (sent(sandbox, READ), Participant.objects.count()) == (0, 0)


def test_booking_again_fills_in_the_patient_and_is_audited(at_linked_desk, row):
    patient = read_participant(row, now=timezone.now())
    answer = press(at_linked_desk, row, "book_again")
    assert patient.last_name not in answer.url
    assert f"places={row.provider_location_id}" in answer.url
    assert patient.last_name not in repr(dict(at_linked_desk.session))
    page = at_linked_desk.get(answer.url)
    assert page.context["again"] == row
    slot = FreeSlot(
        row.connection_id, row.provider_location_id, (timezone.now() + timedelta(days=2)).isoformat(),
        row.visit_reason.zocdoc_id, "existing", "",
    )  # fmt: skip
    seen = AccessEvent.objects.filter(action="patient.viewed").count()
    form = at_linked_desk.get(address(slot)).context["form"]
    assert form["data.patient.last_name"].value() == patient.last_name
    assert form["data.patient.patient_address.city"].value() == patient.payload["patient"]["patient_address"]["city"]
    assert AccessEvent.objects.filter(action="patient.viewed").count() == seen + 1
    at_linked_desk.post(reverse("admin:availability_anew"))
    assert at_linked_desk.get(address(slot)).context["form"]["data.patient.last_name"].value() is None


def test_booking_again_is_for_those_who_see_patients_and_book(client, linked, row):
    read_participant(row, now=timezone.now())
    client.force_login(person("Viewer", linked))
    assert press(client, row, "book_again").status_code == 404
