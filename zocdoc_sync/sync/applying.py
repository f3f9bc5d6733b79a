"""Apply Zocdoc's rows to the mirror: newer wins, one Change for each difference, in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from zocdoc_sync.client.records import AppointmentRecord
from zocdoc_sync.enums import Channel
from zocdoc_sync.models import Appointment, Connection, OperationLog, SyncRun
from zocdoc_sync.sync.mirror.answers import apply_status, mark_gone
from zocdoc_sync.sync.mirror.columns import COLUMNS, Rows, Sight
from zocdoc_sync.sync.mirror.digests import digest
from zocdoc_sync.sync.mirror.history import Circumstances, Observed, write_changes
from zocdoc_sync.sync.mirror.locking import lock_mirror
from zocdoc_sync.sync.mirror.new_values import note_new_values
from zocdoc_sync.sync.mirror.stubs import places_of
from zocdoc_sync.sync.mirror.verdicts import Difference, Held, difference, first_sight, is_news
from zocdoc_sync.sync.mirror.writing import insert_rows, upserting

__all__ = ["CHUNK", "Applied", "apply_records", "apply_status", "mark_gone"]

CHUNK = 3000
KEY, KEPT = ("connection_id", "zocdoc_id"), ("patient_due_at",)
UPSERT = upserting(Appointment, KEY, [name for name in COLUMNS if name not in KEY + KEPT], KEPT)


@dataclass(frozen=True)
class Applied:
    """What came of some records; `ids` are the primary keys of the appointments that were written."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    ids: tuple[int, ...] = ()

    def __add__(self, other: "Applied") -> "Applied":
        return Applied(
            self.created + other.created,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.ids + other.ids,
        )


@dataclass(frozen=True)
class _News:
    record: AppointmentRecord
    digest: str
    version: int
    difference: Difference
    is_new: bool = False


def apply_records(
    connection: Connection,
    records: Iterable[AppointmentRecord],
    *,
    channel: Channel,
    now: datetime,
    run: SyncRun | None = None,
    operation: OperationLog | None = None,
    fire: bool = True,
) -> Applied:
    """Bring the mirror up to these records, in a transaction of its own unless one is open; `now` is UTC.

    A record that is older than the mirrored row changes nothing. `fire=False` writes no Change rows.
    """
    seen = Circumstances(connection, Channel(channel), now, run, operation)
    total, rest = Applied(), iter(records)
    with transaction.atomic():
        lock_mirror(connection)
        while chunk := list(islice(rest, CHUNK)):
            total += _apply_chunk(seen, chunk, fire=fire)
    return total


def _apply_chunk(seen: Circumstances, chunk: list[AppointmentRecord], *, fire: bool) -> Applied:
    news = _news(seen, chunk)
    if not news:
        return Applied(unchanged=len(chunk))
    records = [one.record for one in news]
    rows = Rows(seen.connection, places_of(seen.connection, records), seen.now)
    insert_rows(Appointment, COLUMNS, [rows.values(Sight(one.record, one.digest, one.version)) for one in news], UPSERT)
    keys = _keys(seen.connection, [record.appointment_id for record in records])
    if fire:
        write_changes(seen, [_observed(one, keys) for one in news if one.difference.kinds])
    note_new_values(seen.connection, records, now=seen.now)
    created = sum(one.is_new for one in news)
    changed = sum(not one.is_new and bool(one.difference.kinds) for one in news)
    return Applied(created, changed, len(chunk) - created - changed, tuple(keys.values()))


def _news(seen: Circumstances, chunk: list[AppointmentRecord]) -> list[_News]:
    """Return what is to be written; of several records of one appointment, the newest counts."""
    records = _newest_of_each(chunk)
    held = _held(seen.connection, list(records))
    fresh = {zocdoc_id: digest(record.raw) for zocdoc_id, record in records.items()}
    differs = [
        zocdoc_id
        for zocdoc_id, record in records.items()
        if zocdoc_id in held and is_news(held[zocdoc_id], record, fresh[zocdoc_id], seen.channel)
    ]
    rows = {row.zocdoc_id: row for row in Appointment.objects.of(seen.connection).filter(zocdoc_id__in=differs)}
    news = [
        _News(record, fresh[key], 1, first_sight(record), is_new=True)
        for key, record in records.items()
        if key not in held
    ]
    for key in differs:
        found = difference(rows[key], records[key])
        news.append(_News(records[key], fresh[key], rows[key].version + bool(found.kinds), found))
    return news


def _newest_of_each(chunk: list[AppointmentRecord]) -> dict[str, AppointmentRecord]:
    newest: dict[str, AppointmentRecord] = {}
    for record in chunk:
        known = newest.get(record.appointment_id)
        if known is None or not _is_older(record, known):
            newest[record.appointment_id] = record
    return newest


def _is_older(record: AppointmentRecord, known: AppointmentRecord) -> bool:
    ours, theirs = record.last_modified_time, known.last_modified_time
    return ours is not None and theirs is not None and ours < theirs


def _held(connection: Connection, ids: list[str]) -> dict[str, Held]:
    rows = Appointment.objects.of(connection).filter(zocdoc_id__in=ids).order_by()
    return {row[0]: Held(*row[1:]) for row in rows.values_list("zocdoc_id", "digest", "last_modified_time", "gone_at")}


def _keys(connection: Connection, ids: list[str]) -> dict[str, int]:
    rows = Appointment.objects.of(connection).filter(zocdoc_id__in=ids).order_by()
    return dict(rows.values_list("zocdoc_id", "pk"))


def _observed(one: _News, keys: dict[str, int]) -> Observed:
    return Observed(keys[one.record.appointment_id], one.version, one.difference, one.record.last_modified_time)
