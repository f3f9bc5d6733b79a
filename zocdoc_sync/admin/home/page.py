"""The worklist: its lanes, its filters and how reading goes, in a bounded number of queries."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from zocdoc_sync.admin.appointments.acting import purpose
from zocdoc_sync.admin.appointments.buttons import BUTTONS
from zocdoc_sync.admin.appointments.filters import in_range
from zocdoc_sync.admin.appointments.patients import may_see_patients
from zocdoc_sync.admin.connections.polls import freshness, rhythm
from zocdoc_sync.admin.home.asking import alerts, needing, outcomes
from zocdoc_sync.admin.home.filters import PURPOSE, choices, narrowed
from zocdoc_sync.admin.home.rows import appointments, booking_row, plain_row, today_row
from zocdoc_sync.admin.times import clock_time
from zocdoc_sync.admin.tokens import issue
from zocdoc_sync.admin.viewing import listed
from zocdoc_sync.enums import AppointmentStatus, CancellationReasonType, SyncState
from zocdoc_sync.models import Connection, SyncRun

SHOWN = 12
SEES = "zocdoc_sync.view_appointment"


def worklist(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return the home page's context: what is to confirm, who comes today, what needs a person, how reading goes."""
    now = timezone.now()
    connections = list(Connection.objects.visible_to(request.user))
    running = _running(request, connections)
    lanes = _lanes(request, connections, now) if request.user.has_perm(SEES) else {}
    return {
        **context,
        **lanes,
        "connections": [_strip(one, now, running.get(one.pk)) for one in connections],
        "first_steps": not connections,
        "as_of": clock_time(now),
    }


def _lanes(request: HttpRequest, connections: list[Connection], now: datetime) -> dict[str, Any]:
    chosen = choices(request)
    rows = narrowed(appointments(request), chosen)
    # A start that Zocdoc has not told is no reason to leave a booking unanswered.
    ahead = Q(start_time__gte=now) | Q(start_time__isnull=True)
    bookings = rows.filter(ahead, status=AppointmentStatus.PENDING_BOOKING)
    to_confirm = list(bookings.order_by("created_time", "pk")[: SHOWN + 1])
    moving = rows.filter(ahead, status=AppointmentStatus.PENDING_RESCHEDULE)
    moving_now = list(moving.order_by("start_time", "pk")[:SHOWN])
    shown = in_range(rows, "today", now).exclude(status=AppointmentStatus.CANCELLED)
    today = list(shown.order_by("start_time", "pk")[: 4 * SHOWN])
    if (to_confirm or moving_now or today) and may_see_patients(request.user):
        listed(request, now, "worklist")
    return {
        "filters": chosen,
        "filtered": any(one.chosen is not None for one in chosen),
        "filter_token": issue(request, PURPOSE),
        "to_confirm": [booking_row(request, one, now) for one in to_confirm[:SHOWN]],
        "more_to_confirm": len(to_confirm) > SHOWN,
        "bulk_token": issue(request, purpose(BUTTONS["confirm"], None)),
        "reasons": CancellationReasonType.choices,
        "moving": [plain_row(request, one, now) for one in moving_now],
        "settling": outcomes(request),
        "today": [today_row(request, one, now) for one in today],
        "needing": needing(request, connections),
        "alerts": alerts(request),
    }


def _running(request: HttpRequest, connections: list[Connection]) -> dict[int, SyncRun]:
    """Return the sync that runs now for each connection that has one, the latest of several."""
    if not request.user.has_perm("zocdoc_sync.view_syncrun"):
        return {}
    rows = SyncRun.objects.filter(connection__in=connections, state=SyncState.RUNNING)
    return {row.connection_id: row for row in rows.order_by("started_at", "pk")[:SHOWN]}


def _strip(connection: Connection, now: datetime, run: SyncRun | None) -> dict[str, Any]:
    return {
        "row": connection,
        "rhythm": rhythm(connection, now),
        "freshness": freshness(connection, now),
        "run": run,
    }
