import pytest

from tests.zocdoc_sync.admin.clinic import appointment, change, operation, person
from zocdoc_sync.models import AccessEvent


def page_of(row):
    return f"/admin/zocdoc_sync/appointment/{row.pk}/change/"


def test_the_page_shows_what_it_is_who_comes_and_what_can_be_done(at_desk, clinic):
    row = appointment(clinic)
    page = at_desk.get(page_of(row))
    assert [one.button.slug for one in page.context["choices"]] == ["confirm", "reschedule", "arrived", "cancel"]
    assert [(one.button.slug, one.why_not) for one in page.context["barred"]] == [
        ("no-show", "It has not started yet: a no-show can be set once the start time has passed.")
    ]
    assert page.context["patient"].name == "Ana Lopez"
    assert page.context["patient"].phone == "(212) 555-0147"


def test_seeing_a_patient_writes_one_line_into_the_audit(at_desk, desk, clinic):
    row = appointment(clinic)
    at_desk.get(page_of(row))
    line = AccessEvent.objects.get(action="patient.viewed")
    assert (line.actor, line.subject, line.connection) == (desk, f"appointment {row.zocdoc_id}", clinic)


def test_who_may_not_see_patients_sees_none_and_no_raw_answer(client, clinic):
    row = appointment(clinic, first="Quentin", last="Quimby")
    client.force_login(person("Administrator", clinic))
    for address in (page_of(row), "/admin/zocdoc_sync/appointment/", "/admin/"):
        shown = client.get(address).content.decode()
        assert "Quimby" not in shown, address
        assert "•••••" in shown, address
    assert AccessEvent.objects.filter(action__startswith="patient").count() == 0


def test_the_timeline_tells_changes_and_operations_newest_first(at_desk, clinic):
    row = appointment(clinic)
    change(row, fields={"status": ["pending_booking", "confirmed"], "start_time": [None, "2026-11-24T14:30:00+00:00"]})
    operation(row, request_id="req-77", actor_label="fran")
    first, second = at_desk.get(page_of(row)).context["events"]
    assert (first.title, first.actor, first.request_id) == ("Confirm appointment", "fran", "req-77")
    assert second.differences == (
        ("status", "To confirm", "Confirmed"),
        ("starts", "—", "Tue 24 Nov, 09:30 EST"),
    )


def test_the_page_takes_no_post(at_desk, clinic):
    assert at_desk.post(page_of(appointment(clinic)), {"status": "confirmed"}).status_code == 405


@pytest.mark.parametrize("patient", [True, False])
def test_the_page_takes_a_bounded_number_of_queries(at_desk, clinic, patient, django_assert_max_num_queries):
    row = appointment(clinic, patient=patient)
    for _ in range(3):
        change(row), operation(row)
    with django_assert_max_num_queries(30):
        assert at_desk.get(page_of(row)).status_code == 200
