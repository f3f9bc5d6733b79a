"""Where the mirror of appointments has come to, in Zocdoc's time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from zocdoc_sync.enums import SyncWhat
from zocdoc_sync.models import Connection, SyncCursor

# Rows can be committed at Zocdoc under a time a little before the last one that we have seen.
OVERLAP = timedelta(minutes=10)


@dataclass(frozen=True)
class Reach:
    """A reading: from which modified time on, and whether it may move the cursor.

    A reading that begins after the cursor would leave a gap behind it, and so moves nothing.
    """

    low: datetime | None
    moves_cursor: bool


def reach(cursor: SyncCursor, *, full: bool, since: datetime | None) -> Reach:
    """Return what is to be read: all, what changed since a time, or what changed since the cursor."""
    if since is not None:
        return Reach(since, cursor.position is not None and since <= cursor.position)
    if full or cursor.position is None:
        return Reach(None, moves_cursor=True)
    return Reach(cursor.position - OVERLAP, moves_cursor=True)


def cursor_of(connection: Connection) -> SyncCursor:
    """Return the cursor of a connection's appointments, made when it is missing."""
    return SyncCursor.objects.get_or_create(connection=connection, what=SyncWhat.APPOINTMENTS)[0]


def is_seeded(connection: Connection) -> bool:
    """Tell whether the first reading is complete, so that what comes now is news."""
    seeded = SyncCursor.objects.of(connection).filter(what=SyncWhat.APPOINTMENTS, seeded_at__isnull=False)
    return bool(seeded.exists())


def move(cursor: SyncCursor, position: datetime | None, *, seeded: bool, now: datetime) -> None:
    """Move a locked cursor forward, never back; `seeded` tells that the first reading is complete with it."""
    if position is not None and (cursor.position is None or position > cursor.position):
        cursor.position = position
    if seeded and cursor.seeded_at is None:
        cursor.seeded_at = now
    cursor.updated_at = now
    cursor.save(update_fields=["position", "seeded_at", "updated_at"])
