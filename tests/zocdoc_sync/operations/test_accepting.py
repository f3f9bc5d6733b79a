"""Every fault of input is one sentence, said before Zocdoc is asked."""

import copy
import zipfile
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO

import pytest
from django.core.files.base import ContentFile

from tests.zocdoc_sync.operations.inputs import APPOINTMENT, BOOKING, PLACE, SLOT, VALID
from zocdoc_sync.operations.accepting import accept
from zocdoc_sync.operations.catalogue import CATALOGUE, spec
from zocdoc_sync.operations.errors import InputRefused

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 invented"

WORDS_ONLY_WITH_OTHER = (
    "cancellation_reason: A text goes only with the reason “Other reason on the patient's side” or "
    "“Other reason on the provider's side”."
)


def refusal(code, fields, body=None, **options):
    with pytest.raises(InputRefused) as caught:
        accept(spec(code), fields, body, now=NOW, **options)
    return caught.value


def booking(**patient):
    body = copy.deepcopy(BOOKING)
    body["data"]["patient"].update(patient)
    return body


@pytest.mark.parametrize("code", sorted(set(CATALOGUE) - {"createAppointment", "uploadAppointmentAttachment"}))
def test_a_valid_input_is_accepted(code):
    cleaned = accept(spec(code), VALID[code], now=NOW)

    assert set(cleaned) == set(VALID[code])


BACKWARDS = "The last day is before the first; without a last day Zocdoc takes seven days from today."
EXPLICITLY = "If that is meant, say so: it must be allowed explicitly."
PHONE = "data.patient.phone_number: Write 10 digits; the first and the fourth are neither 0 nor 1."
AVAILABILITY = VALID["getProviderLocationsAvailability"]
FAULTS = [
    ("confirmAppointment", {}, "appointment_id: This field is required."),
    (
        "confirmAppointment",
        {"appointment_id": "12"},
        "appointment_id: This is not the id of an appointment: it has 8-4-4-4-12 hexadecimal digits.",
    ),
    (
        "confirmAppointment",
        {"apointment_id": APPOINTMENT},
        "There is no field apointment_id. Did you mean appointment_id?",
    ),
    ("confirmAppointment", {"colour": "blue"}, "There is no field colour. Its fields: appointment_id."),
    (
        "createAppointment",
        {"first_name": "Quilla"},
        "There is no field first_name. Did you mean data.patient.first_name?",
    ),
    ("confirmAppointment", {"appointment_id": [APPOINTMENT]}, "appointment_id: This must be a single value."),
    (
        "cancelAppointment",
        {**VALID["cancelAppointment"], "cancellation_reason": "ill"},
        WORDS_ONLY_WITH_OTHER,
    ),
    (
        "cancelAppointment",
        {"appointment_id": APPOINTMENT, "cancellation_reason": "ill"},
        WORDS_ONLY_WITH_OTHER,
    ),
    (
        "updateAppointmentStatus",
        {"appointment_id": APPOINTMENT, "appointment_status": "confirmed"},
        "appointment_status: Choose one of: arrived, no_show.",
    ),
    (
        "rescheduleAppointment",
        {"appointment_id": APPOINTMENT, "start_time": "2026-11-30T09:00:00"},
        "start_time: The time needs its offset from UTC, for example 2026-11-30T09:00:00-05:00.",
    ),
    (
        "rescheduleAppointment",
        {"appointment_id": APPOINTMENT, "start_time": "2026-11-31T09:00:00-05:00"},
        "start_time: There is no such date and time.",
    ),
    (
        "rescheduleAppointment",
        {"appointment_id": APPOINTMENT, "start_time": "2026-11-23T09:00:00-05:00"},
        "start_time: The new time has passed already.",
    ),
    (
        "rescheduleAppointment",
        {"appointment_id": APPOINTMENT, "start_time": "tomorrow"},
        "start_time: Write the time as 2026-11-30T09:00:00-05:00.",
    ),
    (
        "getProviderCalendarTimeslots",
        {"provider_id": "pr_a", "date": "2026-02-30"},
        "date: There is no such day in the calendar.",
    ),
    (
        "getProviderCalendarTimeslots",
        {"provider_id": "pr_a", "date": "30.11.2026"},
        "date: Write the day as YYYY-MM-DD, for example 2026-11-30.",
    ),
    (
        "getProviderCalendarTimeslots",
        {"provider_id": "lo_a", "date": "2026-11-30"},
        "provider_id: This is not the id of a provider: it begins with pr_.",
    ),
    ("getProviders", {"npis": "12345"}, "npis: Entry 1: An NPI has 10 digits."),
    ("getProviders", {"npis": ""}, "npis: This field is required."),
    (
        "getProviders",
        {"npis": ",".join(f"{1_000_000_000 + n}" for n in range(51))},
        "npis: At most 50 are allowed, 51 were given.",
    ),
    ("getProviders", {"npis": "1234567891", "latitude": "0"}, "Give latitude and longitude together."),
    (
        "getProviders",
        {"npis": "1234567891", "latitude": "91", "longitude": "0"},
        "latitude: Write degrees from -90 to 90.",
    ),
    ("getAppointments", {"page": "11"}, "page: Write a whole number from 0 to 10."),
    ("getAppointments", {"page_size": "0"}, "page_size: Write a whole number from 1 to 100."),
    ("getAppointments", {"statuses": "Confirmed!"}, "statuses: Entry 1: A status is written like pending_booking."),
    (
        "getAppointments",
        {"start_time_utc_min": "2026-11-30T09:00Z", "start_time_utc_max": "2026-11-29T09:00Z"},
        "start_time_utc_max: It is before start_time_utc_min.",
    ),
    ("getProviderNpis", {"page_size": "60001"}, "page_size: Write a whole number from 1 to 60000."),
    ("getSchedulableEntities", {"page_size": "10001"}, "page_size: Write a whole number from 1 to 10000."),
    ("getSchedulableEntities", {"recent_changes_72hrs": "maybe"}, "recent_changes_72hrs: Write true or false."),
    ("getInsurancePlans", {"page": "201"}, "page: Write a whole number from 0 to 200."),
    ("getInsurancePlans", {"page_size": "501"}, "page_size: Write a whole number from 1 to 500."),
    (
        "getAppointments",
        {"developer_patient_id": "a\x07b"},
        "developer_patient_id: It holds characters that cannot be sent.",
    ),
    (
        "getAppointments",
        {"start_time_utc_min": "0001-01-01T00:00:00+23:00"},
        "start_time_utc_min: There is no such date and time.",
    ),
    (
        "putProviderCalendarTimeslots",
        {"provider_id": "pr_a", "date": "2026-12-01", "timeslots": "[" * 5000},
        "timeslots: Write the timeslots as a JSON list.",
    ),
    ("getInsurancePlans", {"state": "ZZ"}, "state: There is no state with these two letters."),
    ("getInsurancePlans", {"state": "ny"}, "state: Write the state as two capital letters, such as NY."),
    ("getFacilities", {"building_type": "clinic"}, "Give one of npis, zip_code."),
    (
        "getProviderLocations",
        {"zip_code": "1000", "specialty_id": "sp_153"},
        "zip_code: Write a ZIP code of 5 digits.",
    ),
    ("getProviderLocations", {"zip_code": "10001"}, "Give one of specialty_id, visit_reason_id."),
    (
        "getProviderLocation",
        {"provider_location_id": "pr_abc123"},
        "provider_location_id: This is not a whole provider location id: it reads pr_…|lo_….",
    ),
    (
        "getProviderLocationsAvailability",
        {**AVAILABILITY, "end_date_in_provider_local_time": "2026-12-25"},
        "end_date_in_provider_local_time: The days must span at most 30 days.",
    ),
    (
        "getProviderLocationsAvailability",
        {
            **AVAILABILITY,
            "start_date_in_provider_local_time": "2027-04-20",
            "end_date_in_provider_local_time": "2027-04-23",
        },
        "end_date_in_provider_local_time: Zocdoc looks at most 150 days ahead.",
    ),
    (
        "getProviderLocationsAvailability",
        {**AVAILABILITY, "end_date_in_provider_local_time": "2026-11-23"},
        f"end_date_in_provider_local_time: {BACKWARDS}",
    ),
    (
        "getProviderLocationsAvailability",
        {**AVAILABILITY, "provider_location_ids": ",".join(f"pr_{n}|lo_{n}" for n in range(51))},
        "provider_location_ids: At most 50 are allowed, 51 were given.",
    ),
    (
        "updateProviderLocationInsuranceMappings",
        {"provider_location_id": PLACE, "operation": "add", "insurance_plan_ids": "ip_1"},
        "operation: Choose one of: Add, Remove, Replace.",
    ),
    (
        "updateProviderLocationInsuranceMappings",
        {"provider_location_id": PLACE, "operation": "Add"},
        "insurance_plan_ids: Give at least one plan.",
    ),
    (
        "updateProviderLocationInsuranceMappings",
        {"provider_location_id": PLACE, "operation": "Replace"},
        f"This would delete all insurance mappings of {PLACE}. {EXPLICITLY}",
    ),
    (
        "mockWebhookRequest",
        {"webhook_url": "somewhere", "webhook_key": "c2VjcmV0"},
        "webhook_url: Write a web address, https://….",
    ),
    (
        "mockWebhookRequest",
        {"webhook_url": "http://127.0.0.1/", "webhook_key": "***"},
        "webhook_key: The key must be base64.",
    ),
]


@pytest.mark.parametrize(("code", "fields", "sentence"), FAULTS)
def test_a_fault_is_said_in_one_sentence(code, fields, sentence):
    assert refusal(code, fields).sentence == sentence


PATIENT_FAULTS = [
    ({"phone_number": "1125550147"}, PHONE),
    ({"phone_number": "2120550147"}, PHONE),
    ({"date_of_birth": "1984-02-30"}, "data.patient.date_of_birth: There is no such day in the calendar."),
    ({"date_of_birth": "2026-12-01"}, "data.patient.date_of_birth: The date of birth is in the future."),
    ({"sex_at_birth": "Zyx"}, "data.patient.sex_at_birth: Choose one of: female, male."),
    ({"email_address": "quilla.example"}, "data.patient.email_address: Enter a valid email address."),
    ({"gender": ["none_apply", "intersex"]}, "data.patient.gender: prefer_not_to_say and none_apply stand alone."),
    ({"first_name": None}, "data.patient.first_name: This field is required."),
]  # fmt: skip


@pytest.mark.parametrize(("patient", "sentence"), PATIENT_FAULTS)
def test_a_fault_in_a_booking_names_the_field_and_repeats_nothing_of_the_patient(patient, sentence):
    assert refusal("createAppointment", {}, booking(**patient)).sentence == sentence


def test_a_booking_is_accepted_whole_with_its_nested_fields():
    cleaned = accept(spec("createAppointment"), {}, BOOKING, now=NOW)

    assert cleaned["data.patient.first_name"] == "Quilla"
    assert cleaned["data.patient.date_of_birth"] == date(1984, 2, 29)
    assert cleaned["data.patient.gender"] == ["female_at_birth", "genderqueer"]
    assert cleaned["data.patient.insurance.is_self_pay"] is False
    assert cleaned["data.start_time"] == datetime(2026, 11, 30, 9, tzinfo=timezone(timedelta(hours=-5)))


def test_notes_hold_100_characters_and_not_one_more():
    fits, over = copy.deepcopy(BOOKING), copy.deepcopy(BOOKING)
    fits["data"]["notes"], over["data"]["notes"] = "n" * 100, "n" * 101

    assert accept(spec("createAppointment"), {}, fits, now=NOW)["data.notes"] == "n" * 100
    assert refusal("createAppointment", {}, over).sentence == "data.notes: At most 100 characters are allowed."


def test_a_phone_number_is_reduced_to_its_digits():
    cleaned = accept(spec("createAppointment"), {}, booking(phone_number="+1 (212) 555-0147"), now=NOW)

    assert cleaned["data.patient.phone_number"] == "2125550147"


def test_a_value_in_the_body_and_beside_it_is_refused():
    error = refusal("confirmAppointment", {"appointment_id": APPOINTMENT}, {"appointment_id": APPOINTMENT})

    assert error.sentence == "Given twice, in the body and as a field: appointment_id."


def test_a_body_that_is_no_object_is_refused():
    assert refusal("confirmAppointment", {}, [APPOINTMENT]).sentence == "The body must be a JSON object."


def test_an_object_where_a_value_belongs_is_refused():
    error = refusal("createAppointment", {}, booking(first_name={"given": "Quilla"}))

    assert error.sentence == "data.patient.first_name: This must be a single value."


def test_times_of_a_search_are_utc_without_an_offset():
    cleaned = accept(spec("getAppointments"), {"created_time_utc_min": "2026-11-30T09:00"}, now=NOW)

    assert cleaned == {"created_time_utc_min": datetime(2026, 11, 30, 9, tzinfo=UTC)}


def test_the_bar_of_a_provider_location_may_come_encoded():
    cleaned = accept(spec("getProviderLocation"), {"provider_location_id": "pr_a%7Clo_b"}, now=NOW)

    assert cleaned == {"provider_location_id": "pr_a|lo_b"}


SLOT_FAULTS = [
    ({"start_time": "2026-11-30T09:30Z"}, "start_time is local, YYYY-MM-DDTHH:MM, without an offset or Z."),
    ({"start_time": "2026-11-30T09:30-05:00"}, "start_time is local, YYYY-MM-DDTHH:MM, without an offset or Z."),
    ({"start_time": "2026-11-30T25:30"}, "there is no such date and time."),
    ({"start_time": "2026-12-01T09:30"}, "its start_time is not on 2026-11-30."),
    ({"time_zone": "EST5"}, "time_zone is an IANA name, for example America/New_York."),
    ({"provider_id": "pr_other"}, "its provider_id is not the provider of this day."),
    ({"location_id": "pr_abc"}, "location_id begins with lo_."),
    ({"location_id": None}, "it needs start_time, location_id, time_zone as texts."),
    ({"patient_type": "old"}, "patient_type is new or existing."),
    ({"allowed_visit_reason_ids": "pc_1"}, "visit reasons are a list of ids that begin with pc_."),
    ({"colour": "blue"}, "it has no field colour."),
]


@pytest.mark.parametrize(("change", "sentence"), SLOT_FAULTS)
def test_a_fault_in_a_timeslot_names_its_place(change, sentence):
    fields = {"provider_id": "pr_abc", "date": "2026-11-30", "timeslots": [SLOT, {**SLOT, **change}]}

    assert refusal("putProviderCalendarTimeslots", fields).sentence == f"timeslots: Timeslot 2: {sentence}"


def test_a_time_that_the_clocks_skip_is_no_timeslot():
    slot = {**SLOT, "start_time": "2027-03-14T02:30"}
    fields = {"provider_id": "pr_abc", "date": "2027-03-14", "timeslots": [slot]}

    assert refusal("putProviderCalendarTimeslots", fields).sentence == (
        "timeslots: Timeslot 1: 02:30 does not exist on that day in America/New_York: the clocks go forward."
    )


def test_the_same_timeslot_twice_is_refused():
    fields = {
        "provider_id": "pr_abc",
        "date": "2026-11-30",
        "timeslots": [SLOT, {**SLOT, "start_time": "2026-11-30T09:30:00"}],
    }

    assert refusal("putProviderCalendarTimeslots", fields).sentence == (
        "timeslots: Timeslot 2 is the same as timeslot 1."
    )


def test_a_day_holds_1500_timeslots_and_not_one_more():
    start = datetime(2026, 11, 30)  # noqa: DTZ001 (a local time)
    slots = [{**SLOT, "start_time": f"{start + timedelta(seconds=30 * n):%Y-%m-%dT%H:%M:%S}"} for n in range(1501)]
    slots = [{**slot, "location_id": f"lo_{n}"} for n, slot in enumerate(slots)]
    fields = {"provider_id": "pr_abc", "date": "2026-11-30"}

    accepted = accept(spec("putProviderCalendarTimeslots"), {**fields, "timeslots": slots[:1500]}, now=NOW)
    assert len(accepted["timeslots"]) == 1500
    assert refusal("putProviderCalendarTimeslots", {**fields, "timeslots": slots}).sentence == (
        "timeslots: A day holds at most 1500 timeslots, 1501 were given."
    )


def test_emptying_a_day_must_be_allowed_explicitly():
    fields = {"provider_id": "pr_abc", "date": "2026-11-30", "timeslots": "[]"}

    assert refusal("putProviderCalendarTimeslots", fields).sentence == (
        f"This would delete all timeslots of pr_abc on 2026-11-30, at all locations. {EXPLICITLY}"
    )
    cleaned = accept(spec("putProviderCalendarTimeslots"), fields, now=NOW, allow_empty=True)
    assert cleaned["timeslots"] == []


def test_a_day_without_its_timeslots_is_not_an_empty_day():
    fields = {"provider_id": "pr_abc", "date": "2026-11-30"}

    assert refusal("putProviderCalendarTimeslots", fields, allow_empty=True).fields == {
        "timeslots": ["Give the timeslots; an empty list deletes the day."]
    }


def docx(*parts):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in parts:
            archive.writestr(part, "<invented/>")
    return packed.getvalue()


KINDS = [
    (b"\xff\xd8\xff\xe0 invented", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n invented", "image/png"),
    (PDF, "application/pdf"),
    (
        docx("[Content_Types].xml", "word/document.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
]


def upload(content, name="scan.txt"):
    return {
        "appointment_id": APPOINTMENT,
        "attachment_type": "pcp_patient_referral",
        "attachment": ContentFile(content, name=name),
    }


@pytest.mark.parametrize(("content", "kind"), KINDS)
def test_a_file_is_known_by_its_content(content, kind):
    cleaned = accept(spec("uploadAppointmentAttachment"), upload(content), now=NOW)

    assert cleaned["attachment"].content_type == kind
    assert cleaned["attachment"].read() == content


@pytest.mark.parametrize("content", [b"MZ invented", docx("[Content_Types].xml"), b"PK\x03\x04 broken", b"<svg/>"])
def test_a_file_of_another_kind_is_refused_whatever_it_is_called(content):
    assert refusal("uploadAppointmentAttachment", upload(content, name="scan.pdf")).sentence == (
        "attachment: Only jpg, png, pdf and docx files are accepted, by what is in them."
    )


def test_a_file_of_100_megabytes_is_refused():
    fields = upload(PDF)
    fields["attachment"].size = 100 * 1024 * 1024

    assert refusal("uploadAppointmentAttachment", fields).sentence == "attachment: The file must be under 100 MB."


def test_an_upload_takes_no_json_body():
    assert refusal("uploadAppointmentAttachment", {}, {"attachment_type": "pcp_patient_referral"}).sentence == (
        "uploadAppointmentAttachment takes a file and no JSON body: give its fields one by one."
    )
