"""How reading goes: one line a connection, with what runs now and what is wrong."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from zocdoc_sync.admin.connections.polls import freshness, rhythm
from zocdoc_sync.enums import SyncState
from zocdoc_sync.models import Connection, SyncRun

RUNNING_SHOWN = 12


def strips(request: HttpRequest, connections: list[Connection], now: datetime) -> list[dict[str, Any]]:
    """Return the line of each connection."""
    running = _running(request, connections)
    return [
        {
            "row": one,
            "rhythm": rhythm(one, now),
            "freshness": freshness(one, now),
            "run": running.get(one.pk),
        }
        for one in connections
    ]


def _running(request: HttpRequest, connections: list[Connection]) -> dict[int, SyncRun]:
    """Return the sync that runs now for each connection that has one, the latest of several."""
    if not request.user.has_perm("zocdoc_sync.view_syncrun"):
        return {}
    rows = SyncRun.objects.filter(connection__in=connections, state=SyncState.RUNNING)
    return {row.connection_id: row for row in rows.order_by("started_at", "pk")[:RUNNING_SHOWN]}
