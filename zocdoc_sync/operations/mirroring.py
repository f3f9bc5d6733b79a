"""What a successful answer changes on our side, at once and without waiting for the next poll."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from zocdoc_sync.enums import Channel
from zocdoc_sync.errors import ZocdocError
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Appointment, Connection, OperationLog
from zocdoc_sync.operations.rereading import reread
from zocdoc_sync.operations.rules import FAILED
from zocdoc_sync.sync.applying import apply_status

Said = Mapping[str, Any]
KEPT_SECRET = "(kept encrypted in the connection)"  # noqa: S105 (the words shown in its place)


def mirror(log: OperationLog, said: Said, now: datetime) -> None:
    """Bring what Zocdoc answered into the mirror, asking nobody; the row is read again a moment later."""
    if log.appointment_id is not None:
        plan_refresh(log.connection, log.appointment_id, now)
    after = AFTER.get(log.operation)
    if after is not None:
        after(log, said, now)


def look_up(log: OperationLog, said: Said, now: datetime) -> None:
    """Read from Zocdoc what an answer only names: the appointment that was booked; never inside a transaction."""
    if log.operation == "createAppointment":
        _booked(log, said, now)


def plan_refresh(connection: Connection, appointment_id: int, now: datetime) -> None:
    """Plan that an appointment is read again."""
    payload = {"appointment_id": appointment_id}
    plan("appointment.refresh", payload, now=now, key=f"refresh:{appointment_id}", connection=connection)


def _status(log: OperationLog, said: Said, now: datetime) -> None:
    status = said.get("appointment_status") or log.wish.get("status")
    if log.appointment is not None and status:
        apply_status(log.appointment, status=status, now=now, operation=log)


def _moved(log: OperationLog, said: Said, now: datetime) -> None:
    if log.appointment is None:
        return
    status = said.get("appointment_status") or log.appointment.status
    # A move that failed at Zocdoc leaves the appointment where it was.
    start = None if status in FAILED else datetime.fromisoformat(log.wish["start_time"])
    apply_status(log.appointment, status=status, now=now, operation=log, start_time=start)


def _attended(log: OperationLog, said: Said, now: datetime) -> None:
    if not log.wish.get("arrived"):
        _status(log, said, now)
        return
    if log.appointment_id is None:
        return
    Appointment.objects.filter(pk=log.appointment_id, arrived_at__isnull=True).update(arrived_at=now)


def _booked(log: OperationLog, said: Said, now: datetime) -> None:
    zocdoc_id = said.get("appointment_id")
    if not zocdoc_id:
        return
    try:
        made = reread(log.connection, zocdoc_id, channel=Channel.OPERATION, now=now, operation=log)
    except ZocdocError:
        # It is booked; the next poll brings the row.
        return
    if made is not None:
        log.appointment = made
        OperationLog.objects.filter(pk=log.pk).update(appointment=made)


def believe(log: OperationLog, now: datetime) -> None:
    """Take over what a person says has happened and Zocdoc cannot show; the rest is read again."""
    if log.appointment_id is None:
        return
    plan_refresh(log.connection, log.appointment_id, now)
    if log.wish.get("arrived"):
        _attended(log, {}, now)


AFTER: dict[str, Callable[[OperationLog, Said, datetime], None]] = {
    "confirmAppointment": _status,
    "cancelAppointment": _status,
    "rescheduleAppointment": _moved,
    "updateAppointmentStatus": _attended,
}


def keep_secret(connection: Connection, body: Any) -> Any:
    """Return the answer without the new secret of this connection's client, after keeping it; any other unchanged."""
    said = body.get("data") if isinstance(body, Mapping) else None
    if not isinstance(said, Mapping) or "client_secret" not in said:
        return body
    row = Connection.objects.get(pk=connection.pk)
    if said.get("application_client_id") != row.client_id:
        return body
    row.client_secret = said["client_secret"]
    row.save(update_fields=["client_secret"])
    return {**body, "data": {**said, "client_secret": KEPT_SECRET}}
