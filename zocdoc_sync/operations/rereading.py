"""Reading one appointment again for an operation's sake."""

from datetime import datetime

from zocdoc_sync.enums import Channel
from zocdoc_sync.errors import UnreadableAnswer
from zocdoc_sync.models import Appointment, Connection, OperationLog
from zocdoc_sync.sync.one import refresh_appointment


def reread(
    connection: Connection,
    zocdoc_id: str,
    *,
    now: datetime,
    channel: Channel = Channel.READ_BACK,
    operation: OperationLog | None = None,
) -> Appointment | None:
    """Return the mirrored row as Zocdoc shows it now, None when Zocdoc does not know it; raise ZocdocError."""
    try:
        return refresh_appointment(connection, zocdoc_id, channel=channel, now=now, operation=operation)
    except ValueError:
        # What cannot be read is one of Zocdoc's errors to all who ask, whatever the reader stumbled over.
        raise UnreadableAnswer("Zocdoc's answer holds no appointment.", operation="getAppointment") from None
