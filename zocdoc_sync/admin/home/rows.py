"""A line of a lane: an appointment at a glance, and what can be done with it in place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from zocdoc_sync.admin.appointments.acting import token_for
from zocdoc_sync.admin.appointments.admin import JOINS
from zocdoc_sync.admin.appointments.buttons import BUTTONS
from zocdoc_sync.admin.appointments.columns import status_badge
from zocdoc_sync.admin.appointments.patients import may_see_patients
from zocdoc_sync.admin.appointments.summary import Summary, summary
from zocdoc_sync.admin.appointments.undoing import ARRIVED, token_to_take_back
from zocdoc_sync.admin.badges import marked
from zocdoc_sync.admin.base import visible_rows
from zocdoc_sync.admin.clocks import OPEN, ends_at, starts_soon
from zocdoc_sync.admin.times import short_time, zone_of
from zocdoc_sync.models import Appointment, Connection


@dataclass(frozen=True)
class Row:
    """A line of a lane; each token is set when its button is offered in place."""

    summary: Summary
    state: SafeString | str = ""
    form_token: str = ""
    decline_token: str = ""
    arrived_token: str = ""
    no_show_token: str = ""
    undo_token: str = ""
    arrived: str = ""
    is_soon: bool = False
    is_over: bool = False


def appointments(request: HttpRequest) -> QuerySet[Appointment]:
    """Return the appointments that the person may see, with what a line shows of them but for their connections."""
    joins = (*JOINS, "participant") if may_see_patients(request.user) else JOINS
    unread = ("payload", "participant__payload") if may_see_patients(request.user) else ("payload",)
    mine: QuerySet[Appointment] = visible_rows(Appointment.objects.filter(gone_at__isnull=True), request.user)
    return mine.select_related(*joins).defer(*unread)


def of_known(rows: QuerySet[Appointment], connections: Mapping[int, Connection]) -> list[Appointment]:
    """Return the rows with connections that have been read already, instead of reading them once a lane."""
    found = list(rows)
    for row in found:
        if row.connection_id in connections:
            row.connection = connections[row.connection_id]
    return found


def booking_row(request: HttpRequest, appointment: Appointment, now: datetime) -> Row:
    """Return the line of a booking that is confirmed or declined in place; one that starts soon is marked."""
    soon = starts_soon(appointment, now)
    return Row(
        summary(appointment, request.user, now),
        state=marked("ask", "!", "Soon") if soon else "",
        form_token=_token(request, "confirm", appointment, now),
        decline_token=_token(request, "cancel", appointment, now),
        is_soon=soon,
    )


def today_row(request: HttpRequest, appointment: Appointment, now: datetime) -> Row:
    """Return the line of somebody who comes today; who has arrived is not marked a second time."""
    has_come = appointment.arrived_at is not None
    end = ends_at(appointment)
    return Row(
        summary(appointment, request.user, now),
        state=_state(appointment, now),
        form_token=_token(request, "confirm", appointment, now),
        arrived_token="" if has_come else _token(request, ARRIVED, appointment, now),
        no_show_token="" if has_come else _token(request, "no-show", appointment, now),
        undo_token=token_to_take_back(request, appointment),
        arrived=short_time(appointment.arrived_at, zone_of(appointment)) if has_come else "",
        is_over=end is not None and end <= now,
    )


def plain_row(request: HttpRequest, appointment: Appointment, now: datetime) -> Row:
    """Return a line without buttons."""
    shown = summary(appointment, request.user, now)
    return Row(shown, state=shown.status)


def _state(appointment: Appointment, now: datetime) -> SafeString:
    """Return how far a visit of today is: arrived, over, due now, else the appointment's status."""
    if appointment.arrived_at is not None:
        return marked("ok", "✓", "Arrived")
    start, end = appointment.start_time, ends_at(appointment)
    if appointment.status in OPEN and start is not None and end is not None and start <= now:
        return marked("off", "○", "Over") if end <= now else marked("wait", "●", "Due now")
    return status_badge(appointment)


def _token(request: HttpRequest, slug: str, appointment: Appointment, now: datetime) -> str:
    person: Any = request.user
    return token_for(request, slug, appointment) if BUTTONS[slug].allowed(appointment, person, now) else ""
