"""Book again for a patient who is known from an appointment: by its key, seen only by who may see patients."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.patients import may_see_patients
from zocdoc_sync.models import Appointment, Connection
from zocdoc_sync.operations.forms.booking import ADDRESS, GENDERS, INSURANCE, PATIENT

SESSION = "book_again"
TEXTS = (
    "first_name", "last_name", "date_of_birth", "sex_at_birth", "phone_number", "email_address",
    "developer_patient_id", "patient_id",
)  # fmt: skip
ADDRESS_TEXTS = ("address1", "address2", "city", "state", "zip_code")
INSURANCE_TEXTS = ("insurance_plan_id", "insurance_member_id", "insurance_group_number")


def remember(request: HttpRequest, appointment: Appointment) -> None:
    """Keep in the session for whom the next booking is: the key of an appointment, nothing of the patient."""
    request.session[SESSION] = appointment.pk


def forget(request: HttpRequest) -> None:
    """Let the next booking begin with an empty form."""
    request.session.pop(SESSION, None)


def remembered(request: HttpRequest, connection: Connection | None) -> Appointment | None:
    """Return the appointment whose patient is booked again, None when there is none that this person may see."""
    pk = request.session.get(SESSION)
    if pk is None or connection is None or not may_see_patients(request.user):
        return None
    rows = Appointment.objects.visible_to(request.user).of(connection).filter(pk=pk, participant__isnull=False)
    found: Appointment | None = rows.select_related("participant").first()
    return found


def patient_again(request: HttpRequest, connection: Connection, now: datetime) -> dict[str, Any]:
    """Return what the form is filled in with; seeing it is written into the audit."""
    appointment = remembered(request, connection)
    if appointment is None:
        return {}
    audit.record(
        "patient.viewed",
        request=request, now=now, subject=f"appointment {appointment.zocdoc_id}", connection=connection,
    )  # fmt: skip
    told = (appointment.participant.payload or {}).get("patient")
    return _fields(told) if isinstance(told, Mapping) else {}


def _fields(told: Mapping[str, Any]) -> dict[str, Any]:
    filled = _texts(PATIENT, told, TEXTS)
    filled |= _texts(ADDRESS, told.get("patient_address"), ADDRESS_TEXTS)
    insurance = told.get("insurance")
    filled |= _texts(INSURANCE, insurance, INSURANCE_TEXTS)
    if isinstance(insurance, Mapping) and isinstance(insurance.get("is_self_pay"), bool):
        filled[f"{INSURANCE}is_self_pay"] = str(insurance["is_self_pay"]).lower()
    gender = told.get("gender")
    filled[f"{PATIENT}gender"] = [word for word in gender if word in GENDERS] if isinstance(gender, list) else []
    return filled


def _texts(prefix: str, told: Any, names: tuple[str, ...]) -> dict[str, Any]:
    values = told if isinstance(told, Mapping) else {}
    return {f"{prefix}{name}": values[name] for name in names if isinstance(values.get(name), str) and values[name]}
