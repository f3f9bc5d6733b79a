"""Asking Zocdoc for the patient of one appointment, and booking again for that patient."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.leading import back_to
from zocdoc_sync.admin.appointments.patients import may_see_patients, patient_of
from zocdoc_sync.admin.availability.again import remember
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import say_and_go, visible_or_404
from zocdoc_sync.connections.trouble import note_failure
from zocdoc_sync.errors import CredentialsRejected, ZocdocError
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.catalogue import spec
from zocdoc_sync.operations.checking import why_not
from zocdoc_sync.sync.participants import read_participant

READ, BOOK, FIND = (
    spec(code) for code in ("getAppointmentParticipants", "createAppointment", "getProviderLocationsAvailability")
)


class PatientAsk:
    """How the page offers to read the patient: `missing` is read at once where a script runs."""

    def __init__(self, appointment: Appointment, why: str, *, missing: bool, stale: bool) -> None:
        self.address = reverse("admin:appointment_read_patient", args=(appointment.pk,))
        self.pk, self.why, self.missing, self.stale = appointment.pk, why, missing, stale


def patient_ask(request: HttpRequest, appointment: Appointment, now: datetime) -> PatientAsk:
    """Return whether the patient is missing or older than the appointment's last change, and why it cannot be read."""
    patient = patient_of(appointment)
    changed = appointment.last_modified_time
    due = appointment.patient_due_at is not None and appointment.patient_due_at <= now
    stale = patient is not None and (due or bool(changed and changed > patient.read_at))
    why = why_not(READ, appointment, request.user, now)  # type: ignore[arg-type]  # signed in
    gone = "Zocdoc no longer knows this appointment." if appointment.gone_at else ""
    return PatientAsk(appointment, why or gone, missing=patient is None, stale=stale)


def read_patient(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Read the patient of an appointment from Zocdoc now (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    appointment: Appointment = visible_or_404(admin, request, pk)
    now = timezone.now()
    why = why_not(READ, appointment, request.user, now)  # type: ignore[arg-type]  # signed in
    if why:
        return say_and_go(request, back_to(appointment), why, ok=False)
    subject, connection = f"appointment {appointment.zocdoc_id}", appointment.connection
    audit.record(READ.code, request=request, now=now, subject=subject, connection=connection)
    try:
        read = read_participant(appointment, now=now, prompt=True)
    except ZocdocError as error:
        if isinstance(error, CredentialsRejected):
            note_failure(connection, error, now=now)
        return say_and_go(request, back_to(appointment), f"The patient could not be read. {error.sentence}", ok=False)
    except ValueError:
        return say_and_go(request, back_to(appointment), "Zocdoc's answer names no patient.", ok=False)
    if read is None:
        return say_and_go(request, back_to(appointment), "Zocdoc no longer knows this appointment.", ok=False)
    return say_and_go(request, back_to(appointment), "The patient was read from Zocdoc just now.", ok=True)


def may_book_again(request: HttpRequest, appointment: Appointment) -> bool:
    """Tell whether the page offers another appointment for the same patient."""
    person = request.user
    allowed = person.has_perm(BOOK.permission) and person.has_perm(FIND.permission) and may_see_patients(person)
    return bool(allowed and patient_of(appointment) is not None)


def book_again(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the free times of an appointment's place; the booking form there is filled in with its patient (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    appointment: Appointment = visible_or_404(admin, request, pk)
    if not may_book_again(request, appointment):
        raise Http404
    remember(request, appointment)
    asked = {"connection": appointment.connection_id, "patient": "existing", "show": "1"}
    if appointment.provider_location_id:
        asked["places"] = appointment.provider_location_id
    if appointment.visit_reason:
        asked["reason"] = appointment.visit_reason.zocdoc_id
    return redirect(f"{reverse('admin:availability')}?{urlencode(asked)}")
