"""What is done with a connection: each button posts, and asks again whether the person may."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.connections.polls import ask_now
from zocdoc_sync.admin.pages import page, say_and_go, visible_or_404
from zocdoc_sync.connections.checking import check
from zocdoc_sync.connections.consent import ConsentFailed, begin
from zocdoc_sync.enums import Grant, Operation
from zocdoc_sync.models import Connection

Doing = Callable[[ConsoleModelAdmin, HttpRequest, Connection, datetime], HttpResponse]


def act(admin: ConsoleModelAdmin, request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Do one of ACTIONS with a visible connection (POST), and write it into the audit."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    connection: Connection = visible_or_404(admin, request, pk)
    if not admin.has_change_permission(request, connection):
        raise PermissionDenied
    now = timezone.now()
    audit.record(f"connection.{name}", request=request, now=now, subject=f"connection {pk}", connection=connection)
    return ACTIONS[name](admin, request, connection, now)


def page_of(connection: Connection) -> str:
    """Return the address of a connection's page."""
    return reverse("admin:zocdoc_sync_connection_change", args=(connection.pk,))


def _check(admin: ConsoleModelAdmin, request: HttpRequest, connection: Connection, now: datetime) -> HttpResponse:
    report = check(connection, now=now)
    labels = dict(Operation.choices)
    operations = sorted((str(labels.get(code, code)), can) for code, can in report.operations.items())
    context: dict[str, Any] = {
        "original": connection,
        "report": report,
        "operations": operations,
    }
    return page(request, admin, "console/connections/report.html", f"Check of {connection.name}", **context)


def _consent(_admin: ConsoleModelAdmin, request: HttpRequest, connection: Connection, now: datetime) -> HttpResponse:
    if connection.grant != Grant.AUTHORIZATION_CODE:
        return say_and_go(
            request, page_of(connection), "This connection signs in by itself: check it instead.", ok=False
        )
    callback = request.build_absolute_uri(reverse("zocdoc-callback"))
    try:
        return redirect(begin(request.session, connection, callback, now=now))
    except ConsentFailed as error:
        return say_and_go(request, page_of(connection), str(error), ok=False)


def _poll(_admin: ConsoleModelAdmin, request: HttpRequest, connection: Connection, now: datetime) -> HttpResponse:
    ok, sentence = ask_now(connection, now)
    return say_and_go(request, page_of(connection), sentence, ok=ok)


def _switch(active: bool, sentence: str) -> Doing:  # noqa: FBT001 (the one thing that is switched)
    def switched(
        _admin: ConsoleModelAdmin, request: HttpRequest, connection: Connection, now: datetime
    ) -> HttpResponse:
        Connection.objects.filter(pk=connection.pk).update(is_active=active, next_poll_at=now if active else None)
        return say_and_go(request, page_of(connection), sentence, ok=True)

    return switched


ACTIONS: dict[str, Doing] = {
    "check": _check,
    "consent": _consent,
    "poll": _poll,
    "activate": _switch(True, "Switched on: it is read again."),  # noqa: FBT003 (named by the table)
    "deactivate": _switch(False, "Switched off: its polls stop, and nothing is sent through it."),  # noqa: FBT003 (named by the table)
}
