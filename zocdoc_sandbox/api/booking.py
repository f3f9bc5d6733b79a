"""Book an appointment on a time that availability offered."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from zocdoc_sandbox.api.appointment_body import booked
from zocdoc_sandbox.api.availability import PATIENT_TYPES
from zocdoc_sandbox.clinic.models import Appointment
from zocdoc_sandbox.clinic.slots import Visit, bookable
from zocdoc_sandbox.clinic.states import AFTER_BOOKING
from zocdoc_sandbox.clock import micros
from zocdoc_sandbox.directory.accepting import network_of
from zocdoc_sandbox.directory.listing import PROVIDER_LOCATIONS
from zocdoc_sandbox.directory.providers import ProviderLocation
from zocdoc_sandbox.reading import choice, day, instant, text_of
from zocdoc_sandbox.wire import Call, Json, Refused, invalid

PHONE = re.compile(r"[2-9]\d\d[2-9]\d{6}\Z")
SEXES = ("male", "female")
NOTES_LENGTH = 100
PATIENT_TEXTS = ("first_name", "last_name", "date_of_birth", "sex_at_birth", "phone_number", "email_address")
ADDRESS_TEXTS = ("address1", "city", "state", "zip_code")
GENDERS = (
    "female_at_birth", "male_at_birth", "cisgender", "genderfluid", "genderqueer", "intersex", "non_binary",
    "transgender_man", "transgender_woman", "prefer_not_to_say", "none_apply",
)  # fmt: skip
ALONE = {"prefer_not_to_say", "none_apply"}
SOURCE = "Partner"


def create_appointment(call: Call) -> Json:
    """Book; the status depends on the provider, and a booking can fail with a good answer."""
    choice(call.body.get("appointment_type"), ("providers",), "appointment_type")
    data = call.body.get("data")
    if not isinstance(data, dict):
        raise invalid("data is required.", "data")
    place = _place(text_of(data, "provider_location_id", "data.provider_location_id"))
    reason = _reason(data, place)
    patient_type = choice(data.get("patient_type"), PATIENT_TYPES, "data.patient_type")
    notes = data.get("notes") or ""
    if not isinstance(notes, str) or len(notes) > NOTES_LENGTH:
        raise invalid("Notes have at most 100 characters.", "data.notes")
    patient = _patient(data.get("patient"))
    _requirements(call, place, patient)
    start = _start(call, data, place, reason, patient_type)
    row = _row(call, place, start, patient)
    row.visit_reason_id, row.patient_type, row.notes = reason, patient_type, notes
    row.save(force_insert=True)
    call.committed(str(row.id))
    return {"data": booked(row)}


def _place(identifier: str) -> ProviderLocation:
    place = PROVIDER_LOCATIONS.get(identifier)
    if place is None or place.fails == 404:
        raise invalid("The provider location is not bookable.", "data.provider_location_id")
    if place.fails:
        raise Refused(place.fails)
    return place


def _reason(data: dict[str, Any], place: ProviderLocation) -> str:
    reason = text_of(data, "visit_reason_id", "data.visit_reason_id")
    if reason not in {each.id for each in place.provider.specialty.reasons}:
        raise invalid("The provider does not accept this visit reason.", "data.visit_reason_id")
    return reason


def _patient(patient: Any) -> dict[str, Any]:
    for name in PATIENT_TEXTS:
        text_of(patient, name, f"data.patient.{name}")
    day(patient["date_of_birth"], "data.patient.date_of_birth")
    choice(patient["sex_at_birth"], SEXES, "data.patient.sex_at_birth")
    if not PHONE.match(patient["phone_number"]):
        raise invalid(
            "A phone number has 10 digits, the first and fourth neither 0 nor 1.", "data.patient.phone_number"
        )
    if "@" not in patient["email_address"].strip("@"):
        raise invalid("The e-mail address is not valid.", "data.patient.email_address")
    for name in ADDRESS_TEXTS:
        text_of(patient.get("patient_address"), name, f"data.patient.patient_address.{name}")
    if not isinstance(patient.get("insurance") or {}, dict):
        raise invalid("The insurance is not an object.", "data.patient.insurance")
    gender = patient.get("gender") or []
    if not isinstance(gender, list) or any(each not in GENDERS for each in gender):
        raise invalid("A gender is not known.", "data.patient.gender")
    if len(gender) > 1 and ALONE & set(gender):
        raise invalid("This gender stands alone.", "data.patient.gender")
    return dict(patient)


def _requirements(call: Call, place: ProviderLocation, patient: dict[str, Any]) -> None:
    for path in place.required_fields:
        value: Any = call.body
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if not value:
            raise invalid(f"{path} is required by the provider.", path)
    source = network_of(place, patient.get("insurance") or {}, micros(call.now))
    if source and source not in place.sources:
        raise invalid(f"The provider does not take {source} patients.", "data.patient.insurance")


def _start(call: Call, data: dict[str, Any], place: ProviderLocation, reason: str, patient_type: str) -> datetime:
    wished = instant(text_of(data, "start_time", "data.start_time"), "data.start_time")
    around = timedelta(days=1)
    offered = bookable(place, (wished - around).date(), (wished + around).date(), Visit(reason, patient_type), call.now)
    start = next((slot for slot in offered if slot.astimezone(UTC) == wished), None)
    if start is None:
        raise invalid("The start time is not available.", "data.start_time")
    return start


def _row(call: Call, place: ProviderLocation, start: datetime, patient: dict[str, Any]) -> Appointment:
    now, location = micros(call.now), place.location
    confirmation = "auto" if place.provider.auto_confirms else "manual"
    identifier = uuid.uuid4()
    return Appointment(
        id=identifier, organization=call.client.organization, user=call.user,
        status=place.books_as or AFTER_BOOKING[confirmation], start_time=start.isoformat(), start=micros(start),
        created=now, modified=now, provider_id=place.provider.id, location_id=location.id,
        practice_id=place.provider.practice.id, confirmation_type=confirmation, patient=patient, source=SOURCE,
        visit_type="zocdoc_video_service" if location.virtual else "in_person",
        location_phone_number=location.phone_number, location_phone_extension=location.phone_extension,
        waiting_room_path=f"https://www.zocdoc.com/video/{identifier}" if location.virtual else "",
        developer_patient_id=str(patient.get("developer_patient_id") or ""),
    )  # fmt: skip
