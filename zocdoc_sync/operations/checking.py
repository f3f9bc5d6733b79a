"""Whether an operation is allowed on an appointment as we know it: one answer for buttons and for performing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from zocdoc_sync.enums import AppointmentStatus, Operation, OperationState
from zocdoc_sync.models import Appointment, Connection, OperationLog
from zocdoc_sync.operations import gates
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import WrongState
from zocdoc_sync.operations.outcomes import HAPPENED, UNSETTLED
from zocdoc_sync.operations.spec import OperationSpec
from zocdoc_sync.operations.wishes import holds

# An appointment in these states leaves its time to others.
FREED = frozenset({AppointmentStatus.CANCELLED, AppointmentStatus.BOOKING_FAILED})
UNSETTLED_SENTENCES = {
    OperationState.SENDING: "The same was asked a moment ago and is being sent.",
    OperationState.UNKNOWN: "The same was asked before and its outcome is not known yet: Zocdoc is being asked.",
    OperationState.ASKS: "The same was asked before and nobody knows whether it happened: "
    "say so on the page of operations first.",
}


def why_not(
    spec: OperationSpec,
    appointment: Appointment,
    user: User,
    now: datetime,
    fields: Mapping[str, Any] | None = None,
) -> str:
    """Return why a person cannot perform this on an appointment now, "" when it is allowed.

    `fields` tells what is already chosen, such as the status to set, when that matters for the answer.
    """
    actor = Actor.of(user)
    return (
        gates.why_not_permitted(spec, actor)
        or gates.closed(spec, appointment.connection)
        or wrong_state(spec, appointment, fields or {}, now)
        or unsettled(spec, appointment.connection_id, appointment.zocdoc_id)
    )


def wrong_state(spec: OperationSpec, appointment: Appointment, fields: Mapping[str, Any], now: datetime) -> str:
    """Return why the appointment's state does not allow this, "" when it does or the operation only reads."""
    if not spec.changes_appointment:
        return ""
    if appointment.gone_at is not None:
        return "Zocdoc no longer knows this appointment."
    if spec.allowed_statuses is not None and appointment.status not in spec.allowed_statuses:
        return f"The appointment is {appointment.status_label.lower()}: “{spec.label}” is not possible then."
    return spec.rule(appointment, fields, now)


def unsettled(spec: OperationSpec, connection_id: int, target: str) -> str:
    """Return why a write must wait for an earlier one of its kind on the same target, "" when none is open."""
    if not spec.writes or spec.repeatable:
        return ""
    earlier = OperationLog.objects.filter(
        connection_id=connection_id, operation=spec.code, target=target, state__in=UNSETTLED
    )
    state = earlier.values_list("state", flat=True).first()
    return UNSETTLED_SENTENCES[OperationState(state)] if state else ""


def taken(spec: OperationSpec, connection: Connection, target: str) -> str:
    """Return why a place and time cannot be booked: it was booked through us and still is; "" when it can."""
    if spec.code != Operation.CREATE_APPOINTMENT:
        return ""
    made = OperationLog.objects.of(connection).filter(operation=spec.code, target=target, state__in=HAPPENED)
    for log in made.select_related("appointment").order_by("-planned_at")[:5]:
        if log.appointment is None or _holds_its_time(log, log.appointment):
            return f"{log.actor_label} has booked this time already: choose another one."
    return ""


def _holds_its_time(log: OperationLog, appointment: Appointment) -> bool:
    gone = appointment.gone_at is not None or appointment.status in FREED
    return not gone and bool(holds({"start_time": log.wish.get("start_time")}, appointment))


def refuse_wrong_state(spec: OperationSpec, appointment: Appointment, fields: Mapping[str, Any], now: datetime) -> None:
    """Raise WrongState when the appointment does not allow this."""
    why = wrong_state(spec, appointment, fields, now)
    if why:
        raise WrongState(why)
