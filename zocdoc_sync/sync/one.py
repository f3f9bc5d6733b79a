"""Read one appointment."""

from datetime import datetime

from zocdoc_sync.client.records import appointment_record
from zocdoc_sync.connections.clients import client_for
from zocdoc_sync.enums import Channel, Operation
from zocdoc_sync.errors import NotFound
from zocdoc_sync.models import Appointment, Connection, OperationLog
from zocdoc_sync.sync.applying import apply_records, mark_gone
from zocdoc_sync.sync.cursors import is_seeded


def refresh_appointment(
    connection: Connection,
    zocdoc_id: str,
    *,
    channel: Channel,
    now: datetime,
    operation: OperationLog | None = None,
) -> Appointment | None:
    """Ask Zocdoc for one appointment and bring its row up to the answer; None when Zocdoc does not know it.

    A mirrored row that Zocdoc no longer knows stays, marked as gone. Raises ZocdocError, and ValueError for an answer
    without an appointment in it. While the mirror has not been seeded, no change is fired.
    """
    rows = Appointment.objects.of(connection).filter(zocdoc_id=zocdoc_id)
    try:
        answer = client_for(connection, prompt=True).call(
            Operation.GET_APPOINTMENT.value, {"appointment_id": zocdoc_id}
        )
    except NotFound:
        if known := rows.select_related("connection").first():
            mark_gone(known, channel=channel, now=now, operation=operation)
        return None
    record = appointment_record(answer.data or {})
    apply_records(
        connection,
        [record],
        channel=channel,
        now=now,
        operation=operation,
        fire=is_seeded(connection) or channel == Channel.OPERATION,
    )
    found: Appointment | None = Appointment.objects.of(connection).filter(zocdoc_id=record.appointment_id).first()
    return found
