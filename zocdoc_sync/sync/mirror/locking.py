"""One writer at a time for the mirror of a connection."""

from zocdoc_sync.enums import SyncWhat
from zocdoc_sync.models import Connection, SyncCursor


def lock_mirror(connection: Connection) -> SyncCursor:
    """Return the appointment cursor, held until the open transaction ends.

    PostgreSQL locks the row; on SQLite the transaction itself is the only writer.
    """
    cursors = SyncCursor.objects.select_for_update().filter(connection=connection, what=SyncWhat.APPOINTMENTS)
    known: SyncCursor | None = cursors.first()
    if known is None:
        SyncCursor.objects.get_or_create(connection=connection, what=SyncWhat.APPOINTMENTS)
        known = cursors.get()
    return known
