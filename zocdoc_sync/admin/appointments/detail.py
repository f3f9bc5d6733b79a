"""The page of one appointment: what it is, what can be done next, who comes, and what happened so far."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.acting import purpose
from zocdoc_sync.admin.appointments.barred import why_not_these
from zocdoc_sync.admin.appointments.buttons import BUTTONS, Button, is_early
from zocdoc_sync.admin.appointments.crumb import Crumb, words_for
from zocdoc_sync.admin.appointments.documents import box_of
from zocdoc_sync.admin.appointments.leading import day_of
from zocdoc_sync.admin.appointments.patients import card_of, may_see_patients
from zocdoc_sync.admin.appointments.raw import may_see_raw
from zocdoc_sync.admin.appointments.reading import may_book_again, patient_ask
from zocdoc_sync.admin.appointments.same_patient import of_same_patient
from zocdoc_sync.admin.appointments.summary import summary
from zocdoc_sync.admin.appointments.timeline import timeline
from zocdoc_sync.admin.appointments.undoing import token_to_take_back
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import page, visible_or_404
from zocdoc_sync.admin.times import long_time, zone_of
from zocdoc_sync.admin.tokens import issue
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.catalogue import spec
from zocdoc_sync.operations.checking import why_not


@dataclass(frozen=True)
class Choice:
    """A button on the page, with why it is off; `form_token` is set on a button that acts at once."""

    button: Button
    url: str
    why_not: str
    form_token: str = ""


ONE_CLICK = frozenset({"confirm", "arrived"})


def detail(admin: ConsoleModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show one appointment; seeing its patient writes a line into the audit."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    appointment: Appointment = visible_or_404(admin, request, object_id)
    now = timezone.now()
    sees, zone = may_see_patients(request.user), zone_of(appointment)
    card = card_of(appointment, now.astimezone(zone).date()) if sees else None
    if sees:
        audit.record(
            "patient.viewed",
            request=request, now=now, subject=f"appointment {appointment.zocdoc_id}", connection=appointment.connection,
        )  # fmt: skip
    choices = choices_for(request, appointment)
    context: dict[str, Any] = {
        "summary": summary(appointment, request.user, now),
        "original": Crumb.of(appointment),
        "day": day_of(appointment),
        "choices": [one for one in choices if not one.why_not],
        "undo_token": token_to_take_back(request, appointment),
        "why_not_the_rest": why_not_these([(one.button, one.why_not) for one in choices if one.why_not], appointment),
        "sees_patient": sees,
        "patient": card,
        "patient_read": long_time(appointment.patient_read_at, zone),
        "of_patient": of_same_patient(request, appointment),
        "facts": facts(appointment),
        "events": timeline(appointment),
        "documents": box_of(request, appointment, now),
        "patient_ask": patient_ask(request, appointment, now) if sees else None,
        "book_again": may_book_again(request, appointment),
        "panels": [import_string(path)(request, appointment, now) for path in settings.APPOINTMENT_PANELS],
        "raw": reverse("admin:appointment_raw", args=(appointment.pk,)) if may_see_raw(request.user) else "",
        "read_again": reverse("admin:appointment_read_again", args=(appointment.pk,)),
        "why_not_read": why_not(spec("getAppointment"), appointment, request.user, now),  # type: ignore[arg-type]  # signed in
    }
    return page(request, admin, "console/appointments/detail.html", f"Appointment, {words_for(appointment)}", **context)


def choices_for(request: HttpRequest, appointment: Appointment) -> list[Choice]:
    """Return every button of an appointment, allowed or not, with why not."""
    now = timezone.now()
    return [
        Choice(
            button=one,
            url=reverse("admin:appointment_do", args=(appointment.pk, one.slug)),
            why_not=one.why_not(appointment, request.user, now),  # type: ignore[arg-type]  # signed in
            form_token=issue(request, purpose(one, appointment))
            if one.slug in ONE_CLICK and not is_early(one, appointment, now)
            else "",
        )
        for one in BUTTONS.values()
    ]


def _at_once(pressed: Button, appointment: Appointment, now: datetime) -> bool:
    return pressed.slug in ONE_CLICK and not is_early(pressed, appointment, now)


def facts(appointment: Appointment) -> list[tuple[str, str]]:
    """Return what else is known of an appointment, as the page lists it; times are the location's."""
    zone = zone_of(appointment)
    return [
        ("Booked", long_time(appointment.created_time, zone)),
        ("Booked through", appointment.source or "—"),
        ("Visit type", appointment.visit_type.replace("_", " ") or "—"),
        ("Arrived", long_time(appointment.arrived_at, zone)),
        ("Changed at Zocdoc", long_time(appointment.last_modified_time, zone)),
        ("Last seen", long_time(appointment.seen_at, zone)),
        ("Connection", appointment.connection.name),
        ("Zocdoc id", appointment.zocdoc_id),
    ]
