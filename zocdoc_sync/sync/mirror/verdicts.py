"""Decide what a record means for the row that the mirror holds."""

from dataclasses import dataclass, field
from datetime import datetime

from zocdoc_sync.client.records import AppointmentRecord
from zocdoc_sync.enums import ChangeKind, Channel
from zocdoc_sync.models import Appointment
from zocdoc_sync.sync.mirror.columns import word
from zocdoc_sync.sync.mirror.differences import (
    Fields,
    differing_fields,
    kinds_of_change,
    kinds_of_first_sight,
)
from zocdoc_sync.sync.mirror.digests import AWAITS_ECHO, is_same

LISTED = frozenset({Channel.SEED, Channel.POLL, Channel.SWEEP, Channel.WEBHOOK})
# What Zocdoc itself writes down when it has done what we asked for.
ECHOED = frozenset({"last_modified_time", "start_time", "cancellation_reason", "cancellation_reason_type"})


@dataclass(frozen=True)
class Held:
    """As much of a mirrored row as it takes to see that nothing is new."""

    digest: str
    last_modified_time: datetime | None
    gone_at: datetime | None


@dataclass(frozen=True)
class Difference:
    """What is new about an appointment; no kinds: nothing that anyone needs to be told."""

    kinds: list[ChangeKind]
    fields: Fields = field(default_factory=dict)


def is_news(held: Held, record: AppointmentRecord, fresh: str, channel: Channel) -> bool:
    """Tell whether a record is to be written: it differs, and is not older than what the mirror holds.

    After a write of ours a listing may still show the state before it, under the old modified time.
    """
    if is_same(held.digest, record.raw, fresh):
        return held.gone_at is not None
    if held.last_modified_time is None or record.last_modified_time is None:
        return True
    if held.digest == AWAITS_ECHO and channel in LISTED:
        return record.last_modified_time > held.last_modified_time
    return record.last_modified_time >= held.last_modified_time


def first_sight(record: AppointmentRecord) -> Difference:
    """Return the difference that an appointment makes by being there."""
    return Difference(kinds_of_first_sight(word("status", record.status)))


def difference(row: Appointment, record: AppointmentRecord) -> Difference:
    """Return what a record changes in a mirrored row."""
    fields = differing_fields(row.payload or {}, record.raw)
    kinds = kinds_of_change(row.status, word("status", record.status), row.start_time, record.start_time)
    if row.gone_at is not None:
        fields["gone_at"] = [row.gone_at.isoformat(), None]
    elif row.digest == AWAITS_ECHO and kinds == [ChangeKind.DETAILS] and fields.keys() <= ECHOED:
        return Difference([], fields)
    return Difference(kinds, fields)
