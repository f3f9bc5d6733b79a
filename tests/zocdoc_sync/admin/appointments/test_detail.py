import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import add_patient, appointment, at, change, operation, person
from zocdoc_sync.admin.appointments.patients import age_of, insurance_of
from zocdoc_sync.models import AccessEvent, InsurancePlan, Location


def page_of(row):
    return f"/admin/zocdoc_sync/appointment/{row.pk}/change/"


def test_the_page_shows_what_it_is_who_comes_and_what_can_be_done(at_desk, clinic):
    row = appointment(clinic)
    page = at_desk.get(page_of(row))
    assert [one.button.slug for one in page.context["choices"]] == ["confirm", "reschedule", "arrived", "cancel"]
    assert page.context["why_not_the_rest"] == "Not now: No-show (it has not started yet)."
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
    assert (first.side, second.side) == ("Console", "Zocdoc")


def test_the_page_takes_no_post(at_desk, clinic):
    assert at_desk.post(page_of(appointment(clinic)), {"status": "confirmed"}).status_code == 405


@pytest.mark.parametrize("patient", [True, False])
def test_the_page_takes_a_bounded_number_of_queries(at_desk, clinic, patient, django_assert_max_num_queries):
    row = appointment(clinic, patient=patient)
    for _ in range(3):
        change(row), operation(row)
    with django_assert_max_num_queries(30):
        assert at_desk.get(page_of(row)).status_code == 200


def test_what_is_known_of_a_change_is_told_in_words_and_not_in_ids(at_desk, clinic):
    row = appointment(clinic)
    fields = {
        "provider_location_id": ["pr_gone|lo_gone", "pr_one|lo_one"],
        "visit_reason_id": [None, "pc_reason"],
        "patient_type": ["new", "existing"],
        "notes": [None, None],
        "last_modified_time": ["2026-11-24T14:30:00+00:00", "2026-11-24T14:31:00+00:00"],
    }
    change(row, fields=fields)
    # PostgreSQL keeps the fields of a change in an order of its own.
    assert sorted(at_desk.get(page_of(row)).context["events"][0].differences) == [
        ("notes", "", "changed"),
        ("patient type", "new", "existing"),
        ("provider location", "pr_gone|lo_gone", "Dr. Mae Jung, Riverbend Downtown"),
        ("visit reason", "—", "Annual physical"),
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"status": "cancelled"}, "Nothing can be done with it now: it is cancelled."),
        ({"status": "confirmed"}, "Not now: Confirm (it is confirmed); No-show (it has not started yet)."),
        (
            {"status": "no_show", "start_time": timezone.now() - timedelta(days=3)},
            "Nothing can be done with it now: it is no-show.",
        ),
        (
            {"status": "confirmed", "start_time": timezone.now() - timedelta(days=3)},
            "Not now: Confirm (it is confirmed); No-show (it started more than 48 hours ago).",
        ),
        ({"gone_at": timezone.now()}, "Nothing can be done with it now: Zocdoc no longer knows this appointment."),
    ],
)
def test_one_sentence_says_why_the_rest_cannot_be_done(at_desk, clinic, fields, sentence):
    assert at_desk.get(page_of(appointment(clinic, **fields))).context["why_not_the_rest"] == sentence


def test_a_role_that_may_do_nothing_is_told_so_once(client, clinic):
    client.force_login(person("Viewer", clinic))
    page = client.get(page_of(appointment(clinic)))
    assert page.context["why_not_the_rest"] == "Nothing can be done with it now: your role does not allow it."


def test_the_patients_card_tells_age_insurance_and_a_number_to_call(at_desk, clinic):
    row = appointment(clinic, patient=False)
    made = add_patient(row, first="Zoë", last="Quimby", born="1990-04-01", phone="2125550199")
    InsurancePlan.objects.create(connection=clinic, zocdoc_id="ip_1", name="PPO 20", carrier_name="Aldermoor Health")
    made.payload = {"patient": {"insurance": {"insurance_plan_id": "ip_1"}}}
    made.save()
    page = at_desk.get(page_of(row))
    card = page.context["patient"]
    assert (card.insurance, card.type, card.phone_link) == (
        "Aldermoor Health PPO 20",
        "Returning patient",
        "2125550199",
    )
    assert 'href="tel:2125550199"' in page.content.decode()


@pytest.mark.parametrize(
    ("born", "age"),
    [("1990-04-01", "36 years"), ("1990-04-03", "35 years"), ("2025-03-30", "12 months"), ("", ""), ("unknown", "")],
)
def test_an_age_is_told_as_people_tell_it(born, age):
    assert age_of(born, date(2026, 4, 2)) == age


@pytest.mark.parametrize(
    ("insurance", "words"),
    [
        ({"is_self_pay": True}, "Pays without insurance"),
        ({"insurance_plan_id": "ip_unread"}, "Plan ip_unread"),
        (None, "—"),
        ("odd", "—"),
    ],
)
def test_insurance_is_told_as_far_as_it_is_known(clinic, insurance, words):
    made = add_patient(appointment(clinic, patient=False), first="Ana", last="Lopez")
    made.payload = {"patient": {"insurance": insurance}}
    assert insurance_of(made) == words


def of_one_patient(clinic):
    start = timezone.now() + timedelta(days=1)
    rows = [appointment(clinic, last="Quimby", start_time=start + timedelta(days=number)) for number in (0, 7, 14)]
    twin = appointment(clinic, patient=False, start_time=start + timedelta(days=6))
    add_patient(twin, first="Ana", last="Quimby", born="1991-01-01")
    return rows


def test_the_page_leads_to_the_same_patients_appointments_before_and_after(at_desk, clinic, other):
    first, second, third = of_one_patient(clinic)
    appointment(other, last="Quimby", start_time=second.start_time + timedelta(days=1))
    shown = at_desk.get(page_of(second)).context["of_patient"]
    assert [(one.which, one.link) for one in shown.neighbours] == [
        ("Previous", page_of(first)),
        ("Next", page_of(third)),
    ]
    assert [one.which for one in at_desk.get(page_of(first)).context["of_patient"].neighbours] == ["Next"]


def test_who_may_not_see_patients_is_not_led_to_their_other_appointments(client, clinic):
    _, second, _ = of_one_patient(clinic)
    client.force_login(person("Administrator", clinic))
    assert client.get(page_of(second)).context["of_patient"] is None


def test_every_time_on_the_page_is_in_the_locations_zone(at_desk, clinic):
    row = appointment(clinic, created_time=at("2026-11-24T14:30:00"), arrived_at=at("2026-11-24T14:31:00"))
    Location.objects.update(time_zone="America/Denver")
    change(row, observed_at=at("2026-11-24T14:32:00"))
    page = at_desk.get(page_of(row))
    assert dict(page.context["facts"])["Booked"] == "Tue 24 Nov, 07:30 MST"
    assert set(re.findall(r"\d\d:\d\d ([A-Z]{2,4})\b", page.content.decode())) == {"MST"}


def test_the_page_is_named_by_time_and_provider_and_not_by_an_id(at_desk, clinic):
    row = appointment(clinic, start_time=at("2027-03-02T14:30:00"))
    page = at_desk.get(page_of(row))
    assert page.context["title"] == "Appointment, Tue 2 Mar 2027, 09:30 EST, Dr. Mae Jung"
    assert str(page.context["original"]) == "Tue 2 Mar 2027, 09:30 EST, Dr. Mae Jung"


def test_a_request_id_can_be_copied(at_desk, clinic):
    row = appointment(clinic)
    operation(row, request_id="req-77")
    assert 'data-copy="req-77" aria-label="Copy request id req-77"' in at_desk.get(page_of(row)).content.decode()


def test_the_whole_answer_is_shown_for_support_and_that_is_in_the_audit(client, clinic):
    row = appointment(clinic, last="Quimby")
    client.force_login(person("Builder", clinic))
    assert "note of" not in client.get(page_of(row)).content.decode()
    page = client.get(reverse("admin:appointment_raw", args=(row.pk,)))
    assert "note of Ana Quimby" in page.content.decode()
    assert page.context["title"] == "Zocdoc's whole answer"
    line = AccessEvent.objects.get(action="appointment.raw")
    assert (line.actor_label, line.subject) == ("builder", f"appointment {row.zocdoc_id}")


@pytest.mark.parametrize(("role", "code"), [("Front desk", 403), ("Administrator", 403), ("Viewer", 403)])
def test_the_whole_answer_is_behind_a_permission_of_its_own(client, clinic, role, code):
    row = appointment(clinic)
    client.force_login(person(role, clinic))
    assert client.get(reverse("admin:appointment_raw", args=(row.pk,))).status_code == code
    assert "whole answer" not in client.get(page_of(row)).content.decode()


def test_another_clinics_whole_answer_is_one_that_does_not_exist(client, clinic, other):
    theirs = appointment(other)
    client.force_login(person("Builder", clinic))
    assert client.get(reverse("admin:appointment_raw", args=(theirs.pk,))).status_code == 404
