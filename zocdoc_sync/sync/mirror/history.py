"""Write down observed differences as Change rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection as database

from zocdoc_sync.enums import Channel
from zocdoc_sync.models import Change, Connection, OperationLog, SyncRun
from zocdoc_sync.sync.mirror.announcing import announce_after_commit
from zocdoc_sync.sync.mirror.plain_values import as_json, instant_writer
from zocdoc_sync.sync.mirror.verdicts import Difference
from zocdoc_sync.sync.mirror.writing import insert_rows

COLUMNS = (
    "connection_id", "appointment_id", "version", "kind", "kinds", "fields", "channel", "observed_at",
    "modified_time", "sync_run_id", "operation_id",
)  # fmt: skip


@dataclass(frozen=True)
class Circumstances:
    """How a difference was observed."""

    connection: Connection
    channel: Channel
    now: datetime
    run: SyncRun | None = None
    operation: OperationLog | None = None


@dataclass(frozen=True)
class Observed:
    """A difference of an appointment (its primary key) and the version that it made."""

    appointment: int
    version: int
    difference: Difference
    modified_time: datetime | None


def write_changes(seen: Circumstances, observed: Iterable[Observed]) -> None:
    """Insert one Change for each observed difference."""
    instant = instant_writer()
    # A UUID is stored as text on one database and as a UUID on the other.
    operation = Change._meta.get_field("operation").get_db_prep_save(seen.operation and seen.operation.pk, database)
    common = (seen.channel.value, instant(seen.now))
    causes = (seen.run.pk if seen.run else None, operation)
    rows: list[tuple[Any, ...]] = [
        (
            seen.connection.pk,
            one.appointment,
            one.version,
            one.difference.kinds[0].value,
            as_json(one.difference.kinds),
            as_json(one.difference.fields),
            *common,
            instant(one.modified_time),
            *causes,
        )
        for one in observed
    ]
    if rows:
        insert_rows(Change, COLUMNS, rows)
        announce_after_commit(seen.now)
