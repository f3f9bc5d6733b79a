"""The card of an appointment: what it is and what can be done with it, beside the calendar."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.crumb import words_for
from zocdoc_sync.admin.appointments.detail import choices_for
from zocdoc_sync.admin.appointments.patients import card_of, day_there, may_see_patients
from zocdoc_sync.admin.appointments.summary import summary
from zocdoc_sync.admin.appointments.undoing import token_to_take_back
from zocdoc_sync.admin.calendar.frame import model_admin
from zocdoc_sync.admin.pages import page, visible_or_404


def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an appointment's card; seeing its patient writes a line into the audit."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    admin, now = model_admin(), timezone.now()
    appointment = visible_or_404(admin, request, pk)
    sees = may_see_patients(request.user)
    if sees:
        audit.record(
            "patient.viewed",
            request=request, now=now, subject=f"appointment {appointment.zocdoc_id}", connection=appointment.connection,
        )  # fmt: skip
    return page(
        request,
        admin,
        "console/calendar/card.html",
        f"Appointment, {words_for(appointment)}",
        opts=None,
        original=appointment,
        summary=summary(appointment, request.user, now),
        patient=card_of(appointment, day_there(appointment, now)) if sees else None,
        undo_token=token_to_take_back(request, appointment),
        choices=[one for one in choices_for(request, appointment) if not one.why_not],
    )
