"""Booking, and what may not be booked."""

import pytest

from tests.zocdoc_sandbox.conftest import PATIENT, fields

PLACE = "pr_pending|lo_pending"
INSURED = {"insurance": {"insurance_plan_id": "ip_5432", "insurance_member_id": "M-1"}}


def test_a_booked_time_is_no_longer_offered(sandbox, api):
    start = api.free(PLACE)[0]
    answer = api.book(PLACE, start, {"developer_patient_id": "dev-9"}, notes="Invented")
    data = answer.json()["data"]
    assert (answer.status_code, data["appointment_status"], data["notes"]) == (200, "pending_booking", "Invented")
    assert data["developer_patient_id"] == "dev-9"
    assert start not in api.free(PLACE)
    assert fields(api.book(PLACE, start)) == ["data.start_time"]
    assert [effect["operation"] for effect in sandbox.effects()] == ["createAppointment"]


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("pending", "pending_booking"),
        ("confirmed", "confirmed"),
        ("bookingfailed", "booking_failed"),
        ("cancelled", "cancelled"),
        ("noshow", "no_show"),
    ],
)
def test_the_fixed_places_book_as_they_are_named(api, place, status):
    assert api.book(f"pr_{place}|lo_{place}").json()["data"]["appointment_status"] == status


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("pendingreschedule", "pending_reschedule"),
        ("rescheduled", "rescheduled"),
        ("reschedulefailed", "reschedule_failed"),
    ],
)
def test_the_fixed_places_move_as_they_are_named(api, place, status):
    place = f"pr_{place}|lo_{place}"
    first, second = api.free(place)[:2]
    booked = api.book(place, first).json()["data"]["appointment_id"]
    answer = api.act("reschedule", booked, start_time=second)
    assert answer.json()["data"]["appointment_status"] == status
    shown = api.get(f"/v1/appointments/{booked}").json()["data"]["start_time"]
    assert shown == (first if status == "reschedule_failed" else second)


@pytest.mark.parametrize(
    ("patient", "field"),
    [
        ({"phone_number": "1125550199"}, "phone_number"),
        ({"phone_number": "2121550199"}, "phone_number"),
        ({"phone_number": "212555019"}, "phone_number"),
        ({"phone_number": "212-555-0199"}, "phone_number"),
        ({"first_name": ""}, "first_name"),
        ({"date_of_birth": "1990-02-30"}, "date_of_birth"),
        ({"sex_at_birth": "unknown"}, "sex_at_birth"),
        ({"email_address": "wren"}, "email_address"),
        ({"gender": ["none_apply", "cisgender"]}, "gender"),
        ({"insurance": "ip_5432"}, "insurance"),
        ({"patient_address": PATIENT["patient_address"] | {"zip_code": ""}}, "patient_address.zip_code"),
    ],
)
def test_a_patient_with_a_wrong_value_is_refused_by_the_path_of_the_field(sandbox, api, patient, field):
    answer = api.book(PLACE, None, patient)
    assert (answer.status_code, fields(answer)) == (400, [f"data.patient.{field}"])
    assert sandbox.control("GET", "state")["appointments"] == 0


def test_notes_have_at_most_a_hundred_characters(api):
    assert api.book(PLACE, notes="n" * 100).status_code == 200
    assert fields(api.book(PLACE, notes="n" * 101)) == ["data.notes"]


def test_a_visit_reason_of_another_specialty_is_refused(api):
    other = api.get("/v1/visit_reasons", specialty_id="sp_98").json()["data"][0]["id"]
    assert fields(api.book(PLACE, visit_reason_id=other)) == ["data.visit_reason_id"]


def test_required_fields_of_a_place_are_required(api):
    place = "pr_insuranceIdIsRequired|lo_insuranceIdIsRequired"
    needs = api.get(f"/v1/provider_locations/{place}").json()["data"]["booking_requirements"]["required_fields"]
    assert fields(api.book(place)) == needs[:1]
    assert api.book(place, None, INSURED).status_code == 200


@pytest.mark.parametrize(
    ("place", "insurance", "code"),
    [
        ("selfPayNotAccepted", {"is_self_pay": True}, 400),
        ("selfPayNotAccepted", {"insurance_plan_id": "ip_2345"}, 200),
        ("acceptsInNetworkOnly", {"insurance_plan_id": "ip_2345"}, 400),
        ("acceptsInNetworkOnly", {"insurance_plan_id": "ip_5432"}, 200),
        ("pending", {"is_self_pay": True}, 200),
    ],
)
def test_a_place_books_only_from_the_payers_that_it_names(api, place, insurance, code):
    assert api.book(f"pr_{place}|lo_{place}", None, {"insurance": insurance}).status_code == code
