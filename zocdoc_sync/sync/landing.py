"""Land rows and cursor together, a chunk at a time."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from zocdoc_sync.client.records import AppointmentRecord
from zocdoc_sync.enums import Channel, SyncReason
from zocdoc_sync.models import Connection, SyncRun
from zocdoc_sync.sync import cursors
from zocdoc_sync.sync.applying import apply_records
from zocdoc_sync.sync.holding import Holding
from zocdoc_sync.sync.listing.recent import Recent
from zocdoc_sync.sync.mirror.locking import lock_mirror

LANDED_AT_ONCE = 2000
CHANNELS = {SyncReason.WEBHOOK: Channel.WEBHOOK}


class Landing:
    """Rows on their way into the mirror: no more than a chunk waits, and each lands with the cursor that it allows."""

    def __init__(self, connection: Connection, run: SyncRun, holding: Holding) -> None:
        self.connection, self.run, self.holding = connection, run, holding
        self.moves_cursor = False
        self._recent, self._waiting = Recent(), list[AppointmentRecord]()
        self._below: datetime | None = None

    def take(self, records: Iterable[AppointmentRecord], *, below: datetime | None) -> None:
        """Take rows; with them nothing modified before `below` is missing (None: that cannot be said)."""
        fresh = self._recent.fresh(records)
        self._waiting += fresh
        self.run.rows_seen += len(fresh)
        self._below = below or self._below
        if len(self._waiting) >= LANDED_AT_ONCE:
            self._land(self._below)

    def finish(self, until: datetime | None, *, complete: bool) -> None:
        """Land the rest; when the listing was complete, the cursor moves to its end and the mirror is seeded."""
        self._land((until or self._below) if complete else self._below, complete=complete)

    def _land(self, position: datetime | None, *, complete: bool = False) -> None:
        now = self.holding.clock.now()
        with transaction.atomic():
            # Inside of the transaction: whoever takes the lease over waits until these rows are there, or are not.
            self.holding.keep()
            cursor = lock_mirror(self.connection)
            seeded = cursor.seeded_at is not None
            applied = apply_records(
                self.connection,
                self._waiting,
                channel=CHANNELS.get(SyncReason(self.run.reason), Channel.POLL) if seeded else Channel.SEED,
                now=now,
                run=self.run,
                fire=seeded,
            )
            if self.moves_cursor:
                cursors.move(cursor, position, seeded=complete, now=now)
            self.run.rows_created += applied.created
            self.run.rows_changed += applied.changed
            self.run.cursor_after = cursor.position
            self.run.save(update_fields=["rows_seen", "rows_created", "rows_changed", "cursor_before", "cursor_after"])
        self._waiting = []
