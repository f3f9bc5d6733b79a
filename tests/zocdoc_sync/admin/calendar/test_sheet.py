import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.calendar.calendars import LOS_ANGELES, seat, visit
from tests.zocdoc_sync.admin.clinic import person
from zocdoc_sync.models import AccessEvent

SHEET = "/admin/calendar/sheet/"


@pytest.fixture(autouse=True)
def _at_ten_past_ten(clock):
    """Let it be Monday, 10:20 in New York."""


def insured(row, plan_id="ip_gold", **more):
    told = {"patient": {"insurance": {"insurance_plan_id": plan_id}}}
    return factories.participant(row, first_name="Quentin", last_name="Quimby", payload=told, **more)


def test_each_provider_has_a_page_with_its_zone_and_when_it_was_printed(at_desk, clinic):
    visit(seat(clinic), "2026-03-02T14:00")
    visit(seat(clinic, "Dr. Ana West", LOS_ANGELES), "2026-03-02T17:00", minutes=45)
    sheets = at_desk.get(SHEET).context["sheets"]
    assert [
        (one.provider, one.clinic, one.letters, one.printed, [line.time for line in one.lines]) for one in sheets
    ] == [
        ("Dr. Ana West", "Riverbend Clinic", "PST", "Mon 2 Mar, 07:20 PST", ["09:00 PST"]),
        ("Dr. Mae Jung", "Riverbend Clinic", "EST", "Mon 2 Mar, 10:20 EST", ["09:00 EST"]),
    ]


def test_a_line_says_what_the_desk_needs_and_that_is_audited(at_desk, clinic):
    factories.insurance_plan(clinic, zocdoc_id="ip_gold", name="Gold", carrier_name="Aldermoor Health")
    insured(visit(seat(clinic), "2026-03-02T14:00"))
    page = at_desk.get(SHEET)
    (line,) = page.context["sheets"][0].lines
    assert (line.patient, line.card.phone, line.card.insurance) == (
        "Quentin Quimby",
        "(212) 555-0123",
        "Aldermoor Health Gold",
    )
    assert (line.reason, line.status, line.mark) == ("Annual physical", "Confirmed", "✓")
    assert "Quimby" not in page.content.decode().split("</title>")[0]
    assert [one.subject for one in AccessEvent.objects.filter(action="patients.listed")] == ["day sheet"]


def test_without_the_permission_no_patient_is_on_it(client, clinic):
    insured(visit(seat(clinic), "2026-03-02T14:00"))
    client.force_login(person("Scheduler", clinic))
    page = client.get(SHEET).content.decode()
    assert "Quimby" not in page
    assert "555-0123" not in page
    assert "Annual physical" in page


def test_another_clinics_day_is_not_on_it(at_desk, other):
    visit(seat(other), "2026-03-02T14:00")
    page = at_desk.get(SHEET)
    assert page.context["sheets"] == []
    assert "Nobody is booked on Monday 2 March 2026" in page.content.decode()


def test_cancelled_appointments_are_on_it_only_when_they_are_shown_in_the_day(at_desk, clinic):
    visit(seat(clinic), "2026-03-02T14:00", status="cancelled")
    assert at_desk.get(SHEET).context["sheets"] == []
    assert len(at_desk.get(SHEET, {"cancelled": "1"}).context["sheets"]) == 1


def test_a_hundred_lines_take_as_many_queries_as_one(at_desk, clinic):
    place, counts = seat(clinic), []
    for size in (1, 2, 97):
        for _ in range(size):
            plan = factories.insurance_plan(clinic)
            insured(visit(place, "2026-03-02T14:00"), plan.zocdoc_id)
        with CaptureQueriesContext(connection) as counted:
            at_desk.get(SHEET)
        counts.append(len(counted))
    assert len(set(counts)) == 1
    assert counts[0] <= 15
