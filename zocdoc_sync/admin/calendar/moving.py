"""Moving an appointment to another timeslot: asked first, with both times; the form is that of rescheduling."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync.admin.appointments.acting import MOVES, token_for
from zocdoc_sync.admin.appointments.buttons import BUTTONS
from zocdoc_sync.admin.appointments.slots import sign
from zocdoc_sync.admin.appointments.summary import summary
from zocdoc_sync.admin.calendar.frame import model_admin
from zocdoc_sync.admin.calendar.times import instant
from zocdoc_sync.admin.pages import page, visible_or_404
from zocdoc_sync.admin.times import long_time, zone_of
from zocdoc_sync.availability.finding import free_times
from zocdoc_sync.calendar.published import opening_at
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import OperationError

TEMPLATE = "console/calendar/move.html"
NO_SLOT = "There is no timeslot at that time any more. Choose another time."
NOT_OFFERED = "Zocdoc does not offer that time for this visit now. Choose another time."
NOT_TOLD = "Zocdoc has not told the provider's location or the visit reason, so the time cannot be checked."


@dataclass(frozen=True)
class Move:
    """An appointment and the start that it would get; `why_not` says why it cannot, "" when it can."""

    appointment: Appointment
    start: datetime
    why_not: str


def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether an appointment is to move to the timeslot of `?to=`; Zocdoc is only asked whether it is free."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    admin, pressed = model_admin(), BUTTONS[MOVES]
    appointment: Appointment = visible_or_404(admin, request, pk)
    if not request.user.has_perm(pressed.spec.permission):
        raise PermissionDenied
    now, start = timezone.now(), instant(request.GET.get("to", ""))
    why = pressed.why_not(appointment, request.user, now)  # type: ignore[arg-type]  # the admin lets only signed-in people through
    asked = Move(appointment, start, why or _why_not(request, appointment, start, now))
    zone = zone_of(appointment)
    return page(
        request,
        admin,
        TEMPLATE,
        "Move an appointment",
        opts=None,
        move=asked,
        summary=summary(appointment, request.user, now),
        before=long_time(appointment.start_time, zone),
        after=long_time(start, zone),
        button=pressed,
        form_token="" if asked.why_not else token_for(request, MOVES, appointment),
        slot="" if asked.why_not else sign(appointment, start),
        elsewhere=reverse("admin:appointment_do", args=(appointment.pk, MOVES)),
        back=f"{reverse('admin:calendar_day')}?day={start.astimezone(zone).date()}",
    )


def _why_not(request: HttpRequest, appointment: Appointment, start: datetime, now: datetime) -> str:
    """Return why the time cannot be had: it must be published, and offered by Zocdoc at this moment."""
    place, reason = appointment.provider_location, appointment.visit_reason
    if place is None or reason is None:
        return NOT_TOLD
    if opening_at(place, start) is None:
        return NO_SLOT
    day = start.astimezone(zone_of(appointment)).date()
    try:
        found = free_times(
            appointment.connection,
            [place.zocdoc_id],
            reason.zocdoc_id,
            appointment.patient_type or "existing",
            day,
            day,
            actor=Actor.of(request.user),  # type: ignore[arg-type]  # the admin lets only signed-in people through
            now=now,
        )
    except OperationError as refused:
        return refused.sentence
    if any(one.start == start for one in found.slots):
        return ""
    return " ".join(dict.fromkeys(fault.sentence for fault in found.faults)) or NOT_OFFERED
