"""The patient beside an appointment, for those who may see patients."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from zocdoc_sync.models import Appointment, InsurancePlan, Participant

PERMISSION = "zocdoc_sync.view_participant"
HIDDEN = "•••••"
NOT_READ = "not read yet"
# The age of the smallest is told in months.
MONTHS_TOLD = 24
PATIENT_TYPES = {"new": "New patient", "existing": "Returning patient"}


@dataclass(frozen=True)
class PatientCard:
    """What the desk needs of a patient, readable; made only for a person who may see it."""

    name: str
    birth_date: str
    age: str
    phone: str
    phone_link: str
    email: str
    insurance: str
    member_id: str
    type: str


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


def card_of(appointment: Appointment, today: date) -> PatientCard | None:
    """Return the readable patient, None while it has not been read from Zocdoc."""
    patient = patient_of(appointment)
    if patient is None:
        return None
    return PatientCard(
        name=name_of(appointment),
        birth_date=patient.birth_date or "—",
        age=age_of(patient.birth_date, today),
        phone=_phone(patient.phone),
        phone_link=re.sub(r"[^\d+]", "", patient.phone or ""),
        email=patient.email or "—",
        insurance=insurance_of(patient),
        member_id=patient.member_id or "—",
        type=PATIENT_TYPES.get(appointment.patient_type, ""),
    )


def age_of(birth_date: str | None, today: date) -> str:
    """Return an age in years, in months before the second birthday; "" where the date of birth cannot be read."""
    try:
        born = date.fromisoformat(birth_date or "")
    except ValueError:
        return ""
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if months < 0:
        return ""
    return f"{months} months" if months < MONTHS_TOLD else f"{months // 12} years"


def insurance_of(patient: Participant) -> str:
    """Return the patient's plan by its name, that they pay themselves, or "—" where Zocdoc does not tell."""
    told = (patient.payload or {}).get("patient")
    insurance = told.get("insurance") if isinstance(told, dict) else None
    if not isinstance(insurance, dict):
        return "—"
    if insurance.get("is_self_pay") is True:
        return "Pays without insurance"
    plan_id = insurance.get("insurance_plan_id")
    if not isinstance(plan_id, str):
        return "—"
    plan = InsurancePlan.objects.filter(connection=patient.connection_id, zocdoc_id=plan_id).first()
    return f"{plan.carrier_name} {plan.name}".strip() if plan else f"Plan {plan_id}"


def _phone(number: str | None) -> str:
    if number and len(number) == 10 and number.isdigit():
        return f"({number[:3]}) {number[3:6]}-{number[6:]}"
    return number or "—"
