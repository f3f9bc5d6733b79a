"""Figures of the traffic with Zocdoc, by connection: the label is the connection's number, never its name."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from prometheus_client.core import Metric

from zocdoc_sync.enums import ConnectionState, OperationState, SyncWhat
from zocdoc_sync.metrics.figures import Values, counter, gauge
from zocdoc_sync.models import (
    Connection,
    OperationLog,
    RateBudget,
    SyncRun,
    WebhookCount,
    WebhookEvent,
    WebhookState,
)
from zocdoc_sync.webhooks import spool

BY = ("connection",)
DAY = timedelta(hours=24)
OPEN = (OperationState.UNKNOWN, OperationState.ASKS)


def figures(now: datetime) -> Iterator[Metric]:
    """Yield them; `now` is UTC."""
    yield from _polls(now)
    yield from _operations(now)
    yield from _webhooks(now)
    budgets = RateBudget.objects.order_by("key").values_list("key", "taken", "slowed_until_ms")
    keys = {key: tuple(key.rsplit(":", 1)) for key, _, _ in budgets}
    told = "Requests to Zocdoc; 1,200 reads and 600 writes a minute are allowed for each client."
    yield counter("zocdoc_requests", told, ("client", "kind"), {keys[key]: taken for key, taken, _ in budgets})
    slowed = {keys[key]: float(until > now.timestamp() * 1000) for key, _, until in budgets}
    yield gauge("zocdoc_slowed", "1 while requests are slowed after Zocdoc said 429.", ("client", "kind"), slowed)


def _polls(now: datetime) -> Iterator[Metric]:
    rows = list(Connection.objects.order_by("pk").only("pk", "is_active", "state", "last_good_poll_at", "created_at"))
    used = {(str(one.pk),): float(one.is_active and one.state != ConnectionState.NEEDS_RECONNECTING) for one in rows}
    yield gauge("connection_in_use", "1 while a connection is switched on and its credentials hold.", BY, used)
    ages = {
        (str(one.pk),): (now - (one.last_good_poll_at or one.created_at)).total_seconds()
        for one in rows
        if one.is_active
    }
    yield gauge("poll_age_seconds", "Since a connection's last good poll.", BY, ages)
    runs = SyncRun.objects.filter(connection__in=rows, what=SyncWhat.APPOINTMENTS, started_at__gt=now - DAY)
    yield gauge("polls_day", "Polls of the last 24 hours.", (*BY, "state"), _counted(runs, "state"))


def _operations(now: datetime) -> Iterator[Metric]:
    rows = OperationLog.objects.filter(connection__in=Connection.objects.values("pk"), planned_at__gt=now - DAY)
    yield gauge("operations_day", "Writes to Zocdoc of the last 24 hours.", (*BY, "state"), _counted(rows, "state"))
    unknown = OperationLog.objects.filter(state__in=OPEN)
    told = "Writes of which nobody knows yet what became of them."
    yield gauge("operations_unknown", told, (*BY, "state"), _counted(unknown, "state"))


def _webhooks(now: datetime) -> Iterator[Metric]:
    rows = WebhookCount.objects.filter(day=now.date()).values_list("connection_id", "outcome", "number")
    today = {(str(connection), outcome): number for connection, outcome, number in rows}
    yield counter("webhooks", "Deliveries of the UTC day, by how they were answered.", (*BY, "outcome"), today)
    waiting = WebhookEvent.objects.filter(state=WebhookState.WAITING).count()
    yield gauge("webhooks_waiting", "Deliveries whose appointment is still to be read.", (), {(): waiting})
    yield gauge("webhooks_in_files", "Deliveries that the database has not taken yet.", (), {(): spool.waiting()})


def _counted(rows: QuerySet[Any], column: str) -> Values:
    counts = rows.order_by().values_list("connection_id", column).annotate(number=Count("pk"))
    return {(str(connection), word): number for connection, word, number in counts}
