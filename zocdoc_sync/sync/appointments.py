"""Read what changed at Zocdoc into the mirror."""

from datetime import datetime

from zocdoc_sync.enums import SyncReason, SyncWhat
from zocdoc_sync.models import Connection, SyncRun
from zocdoc_sync.sync.clock import Clock
from zocdoc_sync.sync.conversing import asking_about
from zocdoc_sync.sync.cursors import cursor_of, reach
from zocdoc_sync.sync.holding import holding
from zocdoc_sync.sync.landing import Landing
from zocdoc_sync.sync.listing.incomplete import IncompleteWindow
from zocdoc_sync.sync.listing.narrowing import Narrowing
from zocdoc_sync.sync.listing.question import MODIFIED, Question, Span
from zocdoc_sync.sync.polling import note_clocks, note_outcome
from zocdoc_sync.sync.runs import left_to_another, recorded


def sync_appointments(
    connection: Connection,
    *,
    reason: SyncReason,
    now: datetime,
    full: bool = False,
    since: datetime | None = None,
) -> SyncRun:
    """Read what changed since the cursor, since a time, or everything, and return the finished run; times are UTC.

    Zocdoc's errors end in the run's state and sentence. One process reads a connection at a time: another leaves at
    once with a run that is not kept. The first complete reading seeds the mirror and fires no changes.
    """
    clock = Clock(now)
    with holding(f"sync:appointments:{connection.pk}", clock) as held:
        if held is None:
            return left_to_another(connection, SyncWhat.APPOINTMENTS, reason, now)
        with recorded(connection, SyncWhat.APPOINTMENTS, reason, clock) as run:
            _read(Landing(connection, run, held), full=full, since=since)
        note_outcome(connection, run)
    return run


def _read(landing: Landing, *, full: bool, since: datetime | None) -> None:
    """List and land all changes; raise IncompleteWindow when the listing has holes."""
    cursor = cursor_of(landing.connection)
    reading = reach(cursor, full=full, since=since)
    landing.run.cursor_before = landing.run.cursor_after = cursor.position
    landing.moves_cursor = reading.moves_cursor
    asking = asking_about(landing.connection, before_each=landing.holding.keep)
    listing = Narrowing(asking, asking.statuses, asking.providers)
    try:
        for part in listing.parts(Question((Span(MODIFIED, reading.low),))):
            landing.take(part.records, below=None if listing.holes else part.below)
            asking.report_to(landing.run)
        landing.finish(asking.until, complete=not listing.holes)
    finally:
        asking.report_to(landing.run)
    note_clocks(landing.connection, asking.server_time, now=landing.holding.clock.started)
    if listing.holes:
        raise IncompleteWindow(listing.holes[0])
