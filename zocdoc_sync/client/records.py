"""What Zocdoc's answers say, as records with types; null may stand anywhere, and the raw body is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

NEEDED = ("start_time", "provider_location_id", "visit_reason_id", "last_modified_time_utc")


@dataclass(frozen=True, slots=True, repr=False)
class AppointmentRecord:
    """One appointment as listed or read; times are UTC, `gaps` names what is missing or of a wrong type."""

    appointment_id: str
    status: str | None
    start_time: datetime | None
    start_offset_minutes: int | None
    created_time: datetime | None
    last_modified_time: datetime | None
    provider_location_id: str | None
    provider_id: str | None
    location_id: str | None
    practice_id: str | None
    visit_reason_id: str | None
    visit_type: str | None
    patient_type: str | None
    confirmation_type: str | None
    is_provider_resource: bool | None
    source: str | None
    developer_patient_id: str | None
    notes: str | None
    cancellation_reason: str | None
    waiting_room_path: str | None
    location_phone_number: str | None
    location_phone_extension: str | None
    gaps: tuple[str, ...]
    raw: Mapping[str, Any]


def appointment_record(raw: Mapping[str, Any]) -> AppointmentRecord:
    """Read an appointment; raise ValueError when it has no usable id."""
    appointment_id = raw.get("appointment_id")
    if not isinstance(appointment_id, str) or not appointment_id:
        raise ValueError("an appointment without an id")
    reading = _Reading(raw)
    start, offset = reading.instant("start_time")
    place = reading.text("provider_location_id")
    provider, location = _split(place)
    status = reading.text("appointment_status")
    created, _ = reading.instant("created_time_utc")
    modified, _ = reading.instant("last_modified_time_utc")
    gaps = reading.gaps + [name for name in NEEDED if raw.get(name) is None]
    if status is None:
        gaps.append("appointment_status")
    return AppointmentRecord(
        appointment_id=appointment_id,
        status=status,
        start_time=start,
        start_offset_minutes=offset,
        created_time=created,
        last_modified_time=modified,
        provider_location_id=place,
        provider_id=provider,
        location_id=location,
        practice_id=reading.text("practice_id"),
        visit_reason_id=reading.text("visit_reason_id"),
        visit_type=reading.text("visit_type"),
        patient_type=reading.text("patient_type"),
        confirmation_type=reading.text("confirmation_type"),
        is_provider_resource=reading.truth("is_provider_resource"),
        source=reading.text("source"),
        developer_patient_id=reading.text("developer_patient_id"),
        notes=reading.text("notes"),
        cancellation_reason=reading.text("cancellation_reason"),
        waiting_room_path=reading.text("waiting_room_path"),
        location_phone_number=reading.text("location_phone_number"),
        location_phone_extension=reading.text("location_phone_extension"),
        gaps=tuple(dict.fromkeys(gaps)),
        raw=raw,
    )


class _Reading:
    """Read fields of one body and note which have a wrong type."""

    __slots__ = ("gaps", "raw")

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.gaps: list[str] = []

    def text(self, name: str) -> str | None:
        value = self.raw.get(name)
        if value is None or isinstance(value, str):
            return value
        self.gaps.append(name)
        return None

    def truth(self, name: str) -> bool | None:
        value = self.raw.get(name)
        if value is None or isinstance(value, bool):
            return value
        self.gaps.append(name)
        return None

    def instant(self, name: str) -> tuple[datetime | None, int | None]:
        """Return the UTC instant and the offset as sent, in minutes; a time without an offset is taken as UTC."""
        text = self.text(name)
        if text is None:
            return None, None
        try:
            when = datetime.fromisoformat(text)
            offset = when.utcoffset()
            if offset is None:
                return when.replace(tzinfo=UTC), None
            return when.astimezone(UTC), int(offset.total_seconds() // 60)
        except (ValueError, OverflowError):  # the first and the last day of the calendar have no UTC instant
            self.gaps.append(name)
            return None, None


def _split(place: str | None) -> tuple[str | None, str | None]:
    provider, bar, location = (place or "").partition("|")
    return (provider, location) if bar and provider and location else (None, None)


@dataclass(frozen=True, slots=True, repr=False)
class ParticipantRecord:
    """The patient of an appointment; every field may be absent, the birth date is ISO text."""

    patient_id: str | None
    developer_patient_id: str | None
    first_name: str | None
    last_name: str | None
    date_of_birth: str | None
    sex_at_birth: str | None
    phone_number: str | None
    email_address: str | None
    address: Mapping[str, Any] | None
    insurance: Mapping[str, Any] | None
    gender: tuple[str, ...]
    is_booked_by_another_patient: bool | None
    attachments: tuple[Mapping[str, Any], ...]
    raw: Mapping[str, Any]


def participant_record(raw: Mapping[str, Any]) -> ParticipantRecord:
    """Read the `data` of a participants answer; raise ValueError when it names no patient."""
    patient = raw.get("patient")
    if not isinstance(patient, Mapping):
        raise ValueError("participants without a patient")  # noqa: TRY004 (the body is wrong, not our call)
    reading = _Reading(patient)
    return ParticipantRecord(
        patient_id=reading.text("patient_id"),
        developer_patient_id=reading.text("developer_patient_id"),
        first_name=reading.text("first_name"),
        last_name=reading.text("last_name"),
        date_of_birth=reading.text("date_of_birth"),
        sex_at_birth=reading.text("sex_at_birth"),
        phone_number=reading.text("phone_number"),
        email_address=reading.text("email_address"),
        address=_mapping(patient.get("patient_address")),
        insurance=_mapping(patient.get("insurance")),
        gender=tuple(one for one in _listed(patient.get("gender")) if isinstance(one, str)),
        is_booked_by_another_patient=reading.truth("is_booked_by_another_patient"),
        attachments=tuple(one for one in _listed(patient.get("uploaded_attachments")) if isinstance(one, Mapping)),
        raw=raw,
    )


def _mapping(value: Any) -> Mapping[str, Any] | None:
    return value if isinstance(value, Mapping) else None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
