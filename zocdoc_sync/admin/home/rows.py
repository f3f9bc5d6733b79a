"""A line of a lane: an appointment at a glance, and what can be done with it in place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from zocdoc_sync.admin.appointments.acting import token_for
from zocdoc_sync.admin.appointments.admin import JOINS
from zocdoc_sync.admin.appointments.buttons import BUTTONS
from zocdoc_sync.admin.appointments.patients import may_see_patients
from zocdoc_sync.admin.appointments.summary import Summary, summary
from zocdoc_sync.admin.base import visible_rows
from zocdoc_sync.models import Appointment

ARRIVED = "arrived"


@dataclass(frozen=True)
class Row:
    """A line of a lane; each token is set when its button is offered in place."""

    summary: Summary
    form_token: str = ""
    decline_token: str = ""
    arrived_token: str = ""
    no_show_token: str = ""
    arrived: bool = False


def appointments(request: HttpRequest) -> QuerySet[Appointment]:
    """Return the appointments that the person may see, with what a line shows of them."""
    joins = (*JOINS, "participant") if may_see_patients(request.user) else JOINS
    unread = ("payload", "participant__payload") if may_see_patients(request.user) else ("payload",)
    mine: QuerySet[Appointment] = visible_rows(Appointment.objects.filter(gone_at__isnull=True), request.user)
    return mine.select_related(*joins).prefetch_related("connection").defer(*unread)


def booking_row(request: HttpRequest, appointment: Appointment, now: datetime) -> Row:
    """Return the line of a booking that is confirmed or declined in place."""
    return Row(
        summary(appointment, request.user, now),
        form_token=_token(request, "confirm", appointment, now),
        decline_token=_token(request, "cancel", appointment, now),
    )


def today_row(request: HttpRequest, appointment: Appointment, now: datetime) -> Row:
    """Return the line of somebody who comes today; who has arrived is not marked a second time."""
    has_come = appointment.arrived_at is not None
    return Row(
        summary(appointment, request.user, now),
        form_token=_token(request, "confirm", appointment, now),
        arrived_token="" if has_come else _token(request, ARRIVED, appointment, now),
        no_show_token="" if has_come else _token(request, "no-show", appointment, now),
        arrived=has_come,
    )


def plain_row(request: HttpRequest, appointment: Appointment, now: datetime) -> Row:
    """Return a line without buttons."""
    return Row(summary(appointment, request.user, now))


def _token(request: HttpRequest, slug: str, appointment: Appointment, now: datetime) -> str:
    person: Any = request.user
    return token_for(request, slug, appointment) if BUTTONS[slug].allowed(appointment, person, now) else ""
