"""The patient beside an appointment, for those who may see patients."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zocdoc_sync.admin.times import zone_of
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
    return _card(appointment, patient, insurance_of(patient), today) if patient else None


def cards_of(rows: Iterable[Appointment], now: datetime) -> dict[int, PatientCard]:
    """Return the readable patients of appointments by its key, in one query more however many."""
    patients = {row.pk: (row, patient) for row in rows if (patient := patient_of(row))}
    wanted = {told for _, patient in patients.values() if (told := _plan_id(patient))}
    plans = {(plan.connection_id, plan.zocdoc_id): plan for plan in InsurancePlan.objects.filter(zocdoc_id__in=wanted)}
    return {
        pk: _card(
            row, patient, _insurance(patient, plans.get((row.connection_id, _plan_id(patient)))), day_there(row, now)
        )
        for pk, (row, patient) in patients.items()
    }


def day_there(appointment: Appointment, now: datetime) -> date:
    """Return today's date where an appointment is."""
    return now.astimezone(zone_of(appointment)).date()


def _card(appointment: Appointment, patient: Participant, insurance: str, today: date) -> PatientCard:
    return PatientCard(
        name=name_of(appointment),
        birth_date=patient.birth_date or "—",
        age=age_of(patient.birth_date, today),
        phone=_phone(patient.phone),
        phone_link=re.sub(r"[^\d+]", "", patient.phone or ""),
        email=patient.email or "—",
        insurance=insurance,
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
    plan_id = _plan_id(patient)
    plan = (
        InsurancePlan.objects.filter(connection=patient.connection_id, zocdoc_id=plan_id).first() if plan_id else None
    )
    return _insurance(patient, plan)


def _insurance(patient: Participant, plan: InsurancePlan | None) -> str:
    if _told_insurance(patient).get("is_self_pay") is True:
        return "Pays without insurance"
    if plan is not None:
        return f"{plan.carrier_name} {plan.name}".strip()
    plan_id = _plan_id(patient)
    return f"Plan {plan_id}" if plan_id else "—"


def _plan_id(patient: Participant) -> str:
    insurance = _told_insurance(patient)
    plan_id = insurance.get("insurance_plan_id")
    return plan_id if isinstance(plan_id, str) and insurance.get("is_self_pay") is not True else ""


def _told_insurance(patient: Participant) -> dict[str, Any]:
    told = (patient.payload or {}).get("patient")
    insurance = told.get("insurance") if isinstance(told, dict) else None
    return insurance if isinstance(insurance, dict) else {}


def _phone(number: str | None) -> str:
    if number and len(number) == 10 and number.isdigit():
        return f"({number[:3]}) {number[3:6]}-{number[6:]}"
    return number or "—"
