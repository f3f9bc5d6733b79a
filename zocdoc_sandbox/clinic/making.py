"""Make appointments of any kind, as seeds, tests and the living clinic need them."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from zocdoc_sandbox.clinic.models import Appointment
from zocdoc_sandbox.clinic.patients import patient
from zocdoc_sandbox.clock import micros
from zocdoc_sandbox.directory.listing import PROVIDER_LOCATIONS
from zocdoc_sandbox.directory.providers import DEMO_LOCATIONS, ProviderLocation
from zocdoc_sandbox.reading import instant

TEXTS = (
    "visit_reason_id", "visit_type", "patient_type", "confirmation_type", "practice_id", "notes", "source", "user",
    "cancellation_reason", "cancellation_reason_type", "developer_patient_id", "organization", "waiting_room_path",
    "location_phone_number", "location_phone_extension",
)  # fmt: skip
SWITCHABLE = ("arrived", "is_provider_resource")
TIMES = {"created_time_utc": "created", "last_modified_time_utc": "modified"}
ALIASES = {"status": "appointment_status"}
MARKETPLACE = "Zocdoc Marketplace"
KNOWN = {
    *TEXTS, *SWITCHABLE, *TIMES, *ALIASES, "appointment_id", "appointment_status", "start_time",
    "provider_location_id", "provider_id", "location_id", "patient",
}  # fmt: skip


@dataclass(frozen=True)
class Booking:
    """The least that an appointment needs."""

    place: ProviderLocation
    start: datetime
    status: str
    created: datetime
    number: int
    seed: str = "clinic"


def appointment(booking: Booking) -> Appointment:
    """Return an unsaved appointment with an invented patient; its start is shown in the location's time."""
    place, location = booking.place, booking.place.location
    start = booking.start.astimezone(ZoneInfo(location.time_zone))
    identifier = uuid.uuid4()
    reasons = place.provider.specialty.reasons
    return Appointment(
        id=identifier, status=booking.status, start_time=start.isoformat(), start=micros(start),
        created=micros(booking.created), modified=micros(booking.created), provider_id=place.provider.id,
        location_id=location.id, practice_id=place.provider.practice.id,
        visit_reason_id=reasons[booking.number % len(reasons)].id,
        visit_type="zocdoc_video_service" if location.virtual else "in_person",
        patient_type="existing" if booking.number % 3 == 0 else "new",
        confirmation_type="auto" if place.provider.auto_confirms else "manual",
        location_phone_number=location.phone_number, location_phone_extension=location.phone_extension,
        waiting_room_path=f"https://www.zocdoc.com/video/{identifier}" if location.virtual else "",
        source=MARKETPLACE if booking.number % 4 else "Your website",
        patient=patient(booking.number, location.state, booking.seed),
    )  # fmt: skip


def from_fields(fields: Mapping[str, Any], number: int, now: datetime) -> Appointment:
    """Return an unsaved appointment with the given fields; raise ValueError on a name that is not known."""
    place = PROVIDER_LOCATIONS.get(
        str(fields.get("provider_location_id")), DEMO_LOCATIONS[number % len(DEMO_LOCATIONS)]
    )
    start = now + timedelta(days=1)
    row = appointment(Booking(place, start, "pending_booking", now, number, "control"))
    change(row, fields)
    if "last_modified_time_utc" not in fields and "created_time_utc" in fields:
        row.modified = row.created
    return row


def change(row: Appointment, fields: Mapping[str, Any]) -> None:
    """Set fields by Zocdoc's names on an appointment, unsaved; any text is taken, as a new enum value would be."""
    unknown = set(fields) - KNOWN
    if unknown:
        raise ValueError(f"An appointment has no {', '.join(sorted(unknown))}.")
    values = {ALIASES.get(name, name): value for name, value in fields.items()}
    row.status = values.get("appointment_status", row.status)
    for name in TEXTS:
        if name in values:
            setattr(row, name, values[name] or "")
    for name in SWITCHABLE:
        setattr(row, name, bool(values.get(name, getattr(row, name))))
    for name, column in TIMES.items():
        if name in values:
            setattr(row, column, micros(instant(values[name], name)))
    _identify(row, values)
    if "start_time" in values:
        row.start, row.start_time = micros(instant(values["start_time"], "start_time")), values["start_time"]
    row.patient = {**row.patient, **(values.get("patient") or {})}


def _identify(row: Appointment, values: Mapping[str, Any]) -> None:
    if "appointment_id" in values:
        row.id = uuid.UUID(values["appointment_id"])
    if "provider_location_id" in values:
        row.provider_id, _, row.location_id = values["provider_location_id"].partition("|")
    row.provider_id = values.get("provider_id", row.provider_id)
    row.location_id = values.get("location_id", row.location_id)
