"""Changes to one appointment that come from an answer other than a row of it."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from zocdoc_sync.enums import ChangeKind, Channel
from zocdoc_sync.models import Appointment, Change, OperationLog
from zocdoc_sync.sync.mirror.announcing import announce_after_commit
from zocdoc_sync.sync.mirror.columns import patient_due, word
from zocdoc_sync.sync.mirror.differences import Fields, kinds_of_change
from zocdoc_sync.sync.mirror.digests import AWAITS_ECHO
from zocdoc_sync.sync.mirror.locking import lock_mirror
from zocdoc_sync.sync.mirror.zones import local_day, zone_named

WRITTEN = (
    "status", "start_time", "local_date", "payload", "digest", "version", "seen_at", "gone_at", "patient_due_at",
)  # fmt: skip


def apply_status(
    appointment: Appointment,
    *,
    status: str,
    now: datetime,
    operation: OperationLog | None,
    start_time: datetime | None = None,
) -> Change | None:
    """Bring an appointment to the status (and the UTC start) that the answer to a write told; None if it was so.

    The next row that Zocdoc lists for it is taken as the echo of this and makes no second Change.
    """
    with transaction.atomic():
        row = _locked(appointment)
        status, start = word("status", status), start_time or row.start_time
        if (status, start) == (row.status, row.start_time):
            return None
        kinds = kinds_of_change(row.status, status, row.start_time, start)
        told: dict[str, Any] = {"appointment_status": status}
        fields: Fields = {"status": [row.status, status]} if status != row.status else {}
        if start != row.start_time and start is not None:
            told["start_time"] = start.astimezone(UTC).isoformat()
            fields["start_time"] = [row.start_time and row.start_time.isoformat(), told["start_time"]]
        row.status, row.start_time, row.local_date = status, start, _local_day(row, start)
        row.payload, row.digest = {**(row.payload or {}), **told}, AWAITS_ECHO
        row.patient_due_at = patient_due(start, now) or row.patient_due_at
        change = _next_version(row, kinds, fields, channel=Channel.OPERATION, now=now, operation=operation)
    appointment.refresh_from_db()
    return change


def mark_gone(
    appointment: Appointment, *, channel: Channel, now: datetime, operation: OperationLog | None = None
) -> Change | None:
    """Note that Zocdoc no longer knows an appointment; the row stays. None if that was noted before."""
    with transaction.atomic():
        row = _locked(appointment)
        if row.gone_at is not None:
            return None
        row.gone_at, row.patient_due_at = now, None
        fields: Fields = {"gone_at": [None, now.isoformat()]}
        change = _next_version(row, [ChangeKind.DETAILS], fields, channel=channel, now=now, operation=operation)
    appointment.refresh_from_db()
    return change


def _locked(appointment: Appointment) -> Appointment:
    lock_mirror(appointment.connection)
    row: Appointment = Appointment.objects.select_related("location").get(pk=appointment.pk)
    return row


def _local_day(row: Appointment, start: datetime | None) -> Any:
    zone = zone_named(row.location.time_zone) if row.location and row.location.time_zone else None
    return local_day(start, zone, row.start_offset_minutes)


def _next_version(
    row: Appointment,
    kinds: list[ChangeKind],
    fields: Fields,
    *,
    channel: Channel,
    now: datetime,
    operation: OperationLog | None,
) -> Change:
    row.version += 1
    row.seen_at = now
    row.save(update_fields=WRITTEN)
    change: Change = Change.objects.create(
        connection_id=row.connection_id,
        appointment=row,
        version=row.version,
        kind=kinds[0],
        kinds=[kind.value for kind in kinds],
        fields=fields,
        channel=channel,
        observed_at=now,
        modified_time=row.last_modified_time,
        operation=operation,
    )
    announce_after_commit(now)
    return change
