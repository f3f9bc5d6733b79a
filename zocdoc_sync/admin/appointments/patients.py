"""The patient beside an appointment, for those who may see patients."""

from dataclasses import dataclass
from typing import Any

from zocdoc_sync.models import Appointment, Participant

PERMISSION = "zocdoc_sync.view_participant"
HIDDEN = "•••••"
NOT_READ = "not read yet"


@dataclass(frozen=True)
class PatientCard:
    """What the desk needs of a patient, readable; made only for a person who may see it."""

    name: str
    birth_date: str
    phone: str
    email: str
    member_id: str


def may_see_patients(person: Any) -> bool:
    """Tell whether this person may see who comes."""
    return bool(person.has_perm(PERMISSION))


def patient_of(appointment: Appointment) -> Participant | None:
    """Return the patient's row, None while it has not been read from Zocdoc."""
    return getattr(appointment, "participant", None)


def name_of(appointment: Appointment) -> str:
    """Return the patient's name as it is written on lists."""
    patient = patient_of(appointment)
    if patient is None:
        return NOT_READ
    return " ".join(part for part in (patient.first_name, patient.last_name) if part) or "no name given"


def card_of(appointment: Appointment) -> PatientCard | None:
    """Return the readable patient, None while it has not been read from Zocdoc."""
    patient = patient_of(appointment)
    if patient is None:
        return None
    return PatientCard(
        name=name_of(appointment),
        birth_date=patient.birth_date or "—",
        phone=_phone(patient.phone),
        email=patient.email or "—",
        member_id=patient.member_id or "—",
    )


def _phone(number: str | None) -> str:
    if number and len(number) == 10 and number.isdigit():
        return f"({number[:3]}) {number[3:6]}-{number[6:]}"
    return number or "—"
