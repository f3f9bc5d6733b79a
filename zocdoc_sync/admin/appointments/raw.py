"""Zocdoc's whole answers about an appointment, for support: behind a permission of their own, and audited."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.crumb import Crumb
from zocdoc_sync.admin.appointments.leading import back_to
from zocdoc_sync.admin.appointments.patients import may_see_patients, patient_of
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import page, visible_or_404
from zocdoc_sync.models import Appointment

PERMISSION = "zocdoc_sync.see_raw_answer"


def may_see_raw(person: Any) -> bool:
    """Tell whether this person may read answers whole: they hold patient data."""
    return bool(person.has_perm(PERMISSION) and may_see_patients(person))


def raw(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what Zocdoc last answered about an appointment and its patient, and write that into the audit."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    if not may_see_raw(request.user):
        raise PermissionDenied
    appointment: Appointment = visible_or_404(admin, request, pk)
    patient = patient_of(appointment)
    answers = [("Appointment", appointment.payload), ("Participants", patient.payload if patient else None)]
    subject = f"appointment {appointment.zocdoc_id}"
    audit.record(
        "appointment.raw", request=request, now=timezone.now(), subject=subject, connection=appointment.connection
    )
    context: dict[str, Any] = {
        "original": Crumb.of(appointment),
        "answers": [(title, _printed(answer)) for title, answer in answers if answer],
        "back": back_to(appointment),
    }
    return page(request, admin, "console/appointments/raw.html", "Zocdoc's whole answer", **context)


def _printed(answer: Any) -> str:
    return json.dumps(answer, indent=2, ensure_ascii=False, sort_keys=True)
