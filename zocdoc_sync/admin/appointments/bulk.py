"""One thing done to many appointments: first what will happen to which rows and why not to others, then the outcome."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync.admin.appointments.acting import press, purpose
from zocdoc_sync.admin.appointments.buttons import BULK, CANCEL, Button, button, is_early
from zocdoc_sync.admin.appointments.meaning import NO_REASON, ON_A_LATER_DAY, REASON, ask_reason
from zocdoc_sync.admin.appointments.summary import Summary, summary
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import page, say_and_go
from zocdoc_sync.admin.tokens import StaleForm, issue
from zocdoc_sync.admin.widgets import dressed
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations import gates
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.checking import wrong_state
from zocdoc_sync.operations.errors import OperationError

AT_ONCE = 50
LIST = "admin:zocdoc_sync_appointment_changelist"


@dataclass(frozen=True)
class Line:
    """One row of the preview or of the summary: `why` is why it will not be done, or what came of it."""

    row: Summary
    why: str = ""
    ok: bool = True
    request_id: str = ""


def preview(admin: ConsoleModelAdmin, request: HttpRequest, rows: QuerySet[Appointment], slug: str) -> HttpResponse:
    """Show what a bulk action would do to which of the selected rows; it does nothing yet."""
    return _preview(admin, request, _limited(rows), button(slug, BULK))


def bulk(admin: ConsoleModelAdmin, request: HttpRequest, slug: str) -> HttpResponse:
    """Do what the preview showed (POST): each row under its own key, so that a repeated form does nothing twice."""
    pressed = button(slug, BULK)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    chosen = [pk for pk in request.POST.getlist("pk") if pk.isdigit()]
    rows = _limited(admin.get_queryset(request).filter(pk__in=chosen[: AT_ONCE + 1]))
    if not rows or not admin.has_view_permission(request):
        return _preview(admin, request, [] if rows == [] else None, pressed)
    if pressed.spec.destroys and request.POST.get("count", "").strip() != str(len(rows)):
        return _preview(admin, request, rows, pressed, fault=f"Type {len(rows)} to say that you mean all of them.")
    if pressed.slug == CANCEL and not request.POST.get(REASON):
        return _preview(admin, request, rows, pressed, fault=NO_REASON)
    return _performed(admin, request, rows, pressed)


def _performed(
    admin: ConsoleModelAdmin, request: HttpRequest, rows: list[Appointment], pressed: Button
) -> HttpResponse:
    form = _form(pressed, None)
    given = {name: request.POST.get(name, "") for name in form.fields}
    try:
        lines = [_one(request, row, pressed, given) for row in rows]
    except StaleForm as stale:
        return say_and_go(request, LIST, str(stale), ok=False)
    from_home = request.POST.get("then") == "home"
    context: dict[str, Any] = {
        "button": pressed,
        "lines": lines,
        "done": sum(one.ok for one in lines),
        "back": reverse("admin:index" if from_home else LIST),
        "back_to": "Back to today" if from_home else "Back to appointments",
    }
    return page(request, admin, "console/appointments/bulk_done.html", f"{pressed.verb}: what came of it", **context)


def _one(request: HttpRequest, row: Appointment, pressed: Button, given: dict[str, Any]) -> Line:
    if is_early(pressed, row, timezone.now()):
        return Line(summary(row, request.user, timezone.now()), ON_A_LATER_DAY, ok=False)
    try:
        outcome = press(request, row, pressed, given, suffix=f":{row.pk}")
    except OperationError as refused:
        return Line(summary(row, request.user, timezone.now()), refused.sentence, ok=False)
    row.refresh_from_db(fields=["status", "start_time", "arrived_at"])
    request_id = "" if outcome.ok else outcome.request_id
    return Line(summary(row, request.user, timezone.now()), outcome.sentence, ok=outcome.ok, request_id=request_id)


def _limited(rows: QuerySet[Appointment]) -> list[Appointment] | None:
    found = list(rows[: AT_ONCE + 1])
    return found if len(found) <= AT_ONCE else None


def _lines(request: HttpRequest, rows: list[Appointment], pressed: Button, now: datetime) -> list[Line]:
    barred = gates.why_not_permitted(pressed.spec, Actor.of(request.user))  # type: ignore[arg-type]  # signed in
    closed = {row.connection_id: row.connection for row in rows}
    reasons = {pk: gates.closed(pressed.spec, connection) for pk, connection in closed.items()}
    lines = []
    for row in rows:
        why = barred or reasons[row.connection_id] or wrong_state(pressed.spec, row, pressed.fixed, now)
        why = why or (ON_A_LATER_DAY if is_early(pressed, row, now) else "")
        lines.append(Line(summary(row, request.user, now), why, ok=not why))
    return lines


def _form(pressed: Button, data: Any) -> Any:
    form = pressed.spec.form(data=data, now=timezone.now())
    for name in pressed.decided():
        form.fields.pop(name)
    ask_reason(pressed, form)
    return dressed(form)


def _preview(
    admin: ConsoleModelAdmin, request: HttpRequest, rows: list[Appointment] | None, pressed: Button, fault: str = ""
) -> HttpResponse:
    if not rows:
        back = "admin:index" if request.POST.get("then") == "home" else LIST
        told = (
            "Select at least one appointment."
            if rows is not None
            else f"Select at most {AT_ONCE} appointments at once."
        )
        return say_and_go(request, back, told, ok=False)
    lines = _lines(request, rows, pressed, timezone.now())
    doable = [one for one in lines if one.ok]
    context: dict[str, Any] = {
        "button": pressed,
        "form": _form(pressed, None),
        "fault": fault,
        "doable": doable,
        "barred": [one for one in lines if not one.ok],
        "form_token": issue(request, purpose(pressed, None)),
    }
    title = f"{pressed.verb}: {len(doable)} of {len(lines)} selected"
    return page(request, admin, "console/appointments/bulk.html", title, status=422 if fault else 200, **context)
