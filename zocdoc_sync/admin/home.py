"""Home: the worklist of the day instead of a list of tables, in a bounded number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.acting import token_for
from zocdoc_sync.admin.appointments.admin import JOINS
from zocdoc_sync.admin.appointments.buttons import BUTTONS
from zocdoc_sync.admin.appointments.filters import in_range
from zocdoc_sync.admin.appointments.patients import may_see_patients
from zocdoc_sync.admin.appointments.summary import Summary, summary
from zocdoc_sync.admin.base import visible_rows
from zocdoc_sync.admin.connections.polls import freshness, rhythm
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.enums import AppointmentStatus, ConnectionState, OperationState
from zocdoc_sync.models import Alert, Appointment, Connection, OperationLog

SHOWN = 12
SEES = "zocdoc_sync.view_appointment"


@dataclass(frozen=True)
class Row:
    """A line of a lane; `form_token` is set when one click confirms it."""

    summary: Summary
    form_token: str = ""


@dataclass(frozen=True)
class Asking:
    """Something that needs a person: what, since when, and where it is answered."""

    title: str
    sentence: str
    at: str
    link: str


def worklist(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return the home page's context: what is to confirm, who comes today, what needs a person, how reading goes."""
    now = timezone.now()
    connections = list(Connection.objects.visible_to(request.user))
    lanes = _lanes(request, connections, now) if request.user.has_perm(SEES) else {}
    return {
        **context,
        **lanes,
        "connections": [_strip(one, now) for one in connections],
        "first_steps": not connections,
    }


def _lanes(request: HttpRequest, connections: list[Connection], now: datetime) -> dict[str, Any]:
    rows = _appointments(request)
    # A start that Zocdoc has not told is no reason to leave a booking unanswered.
    ahead = Q(start_time__gte=now) | Q(start_time__isnull=True)
    bookings = rows.filter(ahead, status=AppointmentStatus.PENDING_BOOKING, gone_at__isnull=True)
    waiting = list(bookings.order_by("created_time", "pk")[: SHOWN + 1])
    shown = in_range(rows.filter(gone_at__isnull=True), "today", now).exclude(status=AppointmentStatus.CANCELLED)
    today = list(shown.order_by("start_time", "pk")[: 4 * SHOWN])
    if (waiting or today) and may_see_patients(request.user):
        audit.record("patients.listed", request=request, now=now, subject="worklist")
    return {
        "to_confirm": [_row(request, one, now) for one in waiting[:SHOWN]],
        "more_to_confirm": len(waiting) > SHOWN,
        "today": [_row(request, one, now) for one in today],
        "needing": _needing(request, connections),
    }


def _appointments(request: HttpRequest) -> Any:
    joins = (*JOINS, "participant") if may_see_patients(request.user) else JOINS
    unread = ("payload", "participant__payload") if may_see_patients(request.user) else ("payload",)
    mine = visible_rows(Appointment.objects.all(), request.user)
    return mine.select_related(*joins).prefetch_related("connection").defer(*unread)


def _row(request: HttpRequest, appointment: Appointment, now: datetime) -> Row:
    can = BUTTONS["confirm"].allowed(appointment, request.user, now)
    return Row(summary(appointment, request.user, now), token_for(request, "confirm", appointment) if can else "")


def _needing(request: HttpRequest, connections: list[Connection]) -> list[Asking]:
    return [
        *(_reconnect(one) for one in connections if one.state == ConnectionState.NEEDS_RECONNECTING and one.is_active),
        *_outcomes(request),
        *_alerts(request),
    ]


def _reconnect(connection: Connection) -> Asking:
    return Asking(
        f"{connection.name} needs reconnecting",
        connection.state_sentence,
        console_time(connection.state_since),
        reverse("admin:zocdoc_sync_connection_change", args=(connection.pk,)),
    )


def _outcomes(request: HttpRequest) -> list[Asking]:
    if not request.user.has_perm("zocdoc_sync.view_operationlog"):
        return []
    rows = OperationLog.objects.visible_to(request.user).filter(
        Q(state=OperationState.ASKS) | Q(state=OperationState.UNKNOWN)
    )
    return [
        Asking(
            f"{row.get_operation_display()}: {row.get_state_display().lower()}",
            row.error_sentence,
            console_time(row.planned_at),
            reverse("admin:zocdoc_sync_operationlog_change", args=(row.pk,)),
        )
        for row in rows.defer("request", "answer").order_by("planned_at", "pk")[:SHOWN]
    ]


def _alerts(request: HttpRequest) -> list[Asking]:
    if not request.user.has_perm("zocdoc_sync.view_alert"):
        return []
    # What has a line of its own above is not told twice.
    rows = visible_rows(Alert.objects.all(), request.user).filter(closed_at__isnull=True)
    rows = rows.exclude(code__in=("needs_reconnecting", "outcome_asks"))
    return [
        Asking(
            str(row.get_code_display()),
            row.sentence,
            console_time(row.last_at),
            reverse("admin:zocdoc_sync_alert_change", args=(row.pk,)),
        )
        for row in rows.order_by("-last_at", "-pk")[:SHOWN]
    ]


def _strip(connection: Connection, now: datetime) -> dict[str, Any]:
    return {
        "row": connection,
        "rhythm": rhythm(connection, now),
        "freshness": freshness(connection, now),
    }
