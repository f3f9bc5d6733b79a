"""What asks for a person, what waits for Zocdoc, and what is wrong: lines that are no appointments."""

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from zocdoc_sync.admin.base import visible_rows
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.enums import ConnectionState, OperationState
from zocdoc_sync.models import Alert, Connection, OperationLog

SHOWN = 12
BEING_SETTLED = (OperationState.PLANNED, OperationState.SENDING, OperationState.UNKNOWN)
# What has a line of its own among what needs a person is not told twice.
TOLD_ELSEWHERE = ("needs_reconnecting", "outcome_asks")


@dataclass(frozen=True)
class Asking:
    """Something to look at: what, since when, and where it is answered."""

    title: str
    sentence: str
    at: str
    link: str


def needing(request: HttpRequest, connections: list[Connection]) -> list[Asking]:
    """Return what only a person can answer: dead credentials, and writes of which nobody knows the outcome."""
    cut = [one for one in connections if one.state == ConnectionState.NEEDS_RECONNECTING and one.is_active]
    return [*(_reconnect(one) for one in cut), *outcomes(request, (OperationState.ASKS,))]


def outcomes(request: HttpRequest, states: Collection[OperationState] = BEING_SETTLED) -> list[Asking]:
    """Return the writes in these states, oldest first."""
    if not request.user.has_perm("zocdoc_sync.view_operationlog"):
        return []
    rows = OperationLog.objects.visible_to(request.user).filter(state__in=states)
    return [
        Asking(
            f"{row.get_operation_display()}: {row.get_state_display().lower()}",
            row.error_sentence,
            console_time(row.planned_at),
            reverse("admin:zocdoc_sync_operationlog_change", args=(row.pk,)),
        )
        for row in rows.defer("request", "answer").order_by("planned_at", "pk")[:SHOWN]
    ]


def alerts(request: HttpRequest) -> list[Asking]:
    """Return the open alerts, newest first."""
    if not request.user.has_perm("zocdoc_sync.view_alert"):
        return []
    rows = visible_rows(Alert.objects.all(), request.user).filter(closed_at__isnull=True)
    return [
        Asking(
            str(row.get_code_display()),
            row.sentence,
            console_time(row.last_at),
            reverse("admin:zocdoc_sync_alert_change", args=(row.pk,)),
        )
        for row in rows.exclude(code__in=TOLD_ELSEWHERE).order_by("-last_at", "-pk")[:SHOWN]
    ]


def _reconnect(connection: Connection) -> Asking:
    return Asking(
        f"{connection.name} needs reconnecting",
        connection.state_sentence,
        console_time(connection.state_since),
        reverse("admin:zocdoc_sync_connection_change", args=(connection.pk,)),
    )
