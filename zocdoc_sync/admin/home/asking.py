"""What asks for a person, what waits for Zocdoc, and what is wrong: lines that are no appointments."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string

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
    """Something to look at: what, since when, and where it is answered; `key` names it among all."""

    key: str
    title: str
    sentence: str
    at: str
    link: str
    verb: str = "Look"


@dataclass(frozen=True)
class Source:
    """A kind of thing that asks: who may see it, its rows oldest first, a row as a line, and where all of them are."""

    permission: str
    rows: Callable[[HttpRequest], QuerySet[Any]]
    line: Callable[[Any], Asking]
    page: Callable[[], str]

    def seen(self, request: HttpRequest) -> QuerySet[Any] | None:
        """Return its rows that this person may see, None for who may see none."""
        return self.rows(request) if request.user.has_perm(self.permission) else None

    def lines(self, request: HttpRequest) -> list[Asking]:
        """Return its first SHOWN lines."""
        rows = self.seen(request)
        return [] if rows is None else [self.line(row) for row in rows[:SHOWN]]


def cut(rows: QuerySet[Connection]) -> QuerySet[Connection]:
    """Keep the connections that are switched on and whose credentials are dead."""
    return rows.filter(is_active=True, state=ConnectionState.NEEDS_RECONNECTING)


def reconnecting(request: HttpRequest, connections: Iterable[Connection]) -> list[Asking]:
    """Return a line for each connection whose credentials are dead; who cannot mend it is told who can."""
    mends = request.user.has_perm("zocdoc_sync.change_connection")
    dead = ConnectionState.NEEDS_RECONNECTING
    return [_reconnect(one, mends=mends) for one in connections if one.is_active and one.state == dead]


def _reconnect(connection: Connection, *, mends: bool) -> Asking:
    return Asking(
        f"connection-{connection.pk}",
        f"{connection.name} needs reconnecting",
        connection.state_sentence if mends else f"{connection.state_sentence} Ask an administrator to reconnect it.",
        console_time(connection.state_since),
        reverse("admin:zocdoc_sync_connection_change", args=(connection.pk,)) if mends else "",
        "Reconnect",
    )


def _open_alerts(request: HttpRequest) -> QuerySet[Any]:
    rows = visible_rows(Alert.objects.all(), request.user).filter(closed_at__isnull=True)
    return rows.exclude(code__in=TOLD_ELSEWHERE).order_by("-last_at", "-pk")


def _alert(row: Alert) -> Asking:
    link = reverse("admin:zocdoc_sync_alert_change", args=(row.pk,))
    return Asking(f"alert-{row.pk}", str(row.get_code_display()), row.sentence, console_time(row.last_at), link)


def _asking_outcomes(request: HttpRequest) -> QuerySet[Any]:
    rows = OperationLog.objects.visible_to(request.user).filter(state=OperationState.ASKS)
    return rows.defer("request", "answer").order_by("planned_at", "pk")


def _unsettled(request: HttpRequest) -> QuerySet[Any]:
    rows = OperationLog.objects.visible_to(request.user).filter(state__in=BEING_SETTLED)
    # The index of what is not settled is a small one: what is unknown stands before what is on its way.
    is_unknown = Case(When(state=OperationState.UNKNOWN, then=0), default=1)
    return rows.defer("request", "answer").order_by(is_unknown, "planned_at", "pk")


def _outcome(row: OperationLog) -> Asking:
    return Asking(
        f"operation-{row.pk}",
        f"{row.get_operation_display()}: {row.get_state_display().lower()}",
        row.error_sentence,
        console_time(row.planned_at),
        reverse("admin:zocdoc_sync_operationlog_change", args=(row.pk,)),
    )


def _operations() -> str:
    return reverse("admin:zocdoc_sync_operationlog_changelist")


OUTCOMES = Source(
    "zocdoc_sync.view_operationlog", _asking_outcomes, _outcome, lambda: f"{_operations()}?state={OperationState.ASKS}"
)
SETTLING = Source("zocdoc_sync.view_operationlog", _unsettled, _outcome, _operations)
ALERTS = Source(
    "zocdoc_sync.view_alert", _open_alerts, _alert, lambda: f"{reverse('admin:zocdoc_sync_alert_changelist')}?open=yes"
)


def needing() -> list[Source]:
    """Return the kinds of what only a person can answer: unknown outcomes, and what other parts of the product add."""
    return [OUTCOMES, *(import_string(path) for path in settings.WORKLIST_SOURCES)]
