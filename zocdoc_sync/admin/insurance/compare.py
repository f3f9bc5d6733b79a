"""What places take compared over all of them, and the differences brought in line."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.insurance.against import Against, choices, chosen
from zocdoc_sync.admin.insurance.place import address_of, may_change, may_read
from zocdoc_sync.admin.pages import page, say_and_go
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.enums import SyncReason, SyncState, SyncWhat
from zocdoc_sync.insurance.comparing import Compared, Plans, compare, holdings
from zocdoc_sync.insurance.jobs import plan_reading
from zocdoc_sync.insurance.naming import place_name
from zocdoc_sync.insurance.plans import PlanWords, words_of
from zocdoc_sync.insurance.reading import places_of
from zocdoc_sync.insurance.runs import Line, draft, line_of
from zocdoc_sync.models import Connection, SyncRun
from zocdoc_sync.operations.actor import Actor

NAMED = 12
PURPOSE = "insurance:compare"
ONLY_ADD = "add"


def connection_of(request: HttpRequest, given: Any) -> tuple[Connection, list[Connection]]:
    """Return the chosen connection and all that the person may see; raise Http404 when there is none."""
    mine = list(Connection.objects.visible_to(request.user).order_by("name"))
    if not mine:
        raise Http404
    word = given.get("connection", "")
    found = next((one for one in mine if str(one.pk) == word), None)
    if word and found is None:
        raise Http404
    return found or mine[0], mine


def show(admin: ConsoleModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show how places differ from what they are compared with."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    if not admin.has_view_permission(request):
        raise PermissionDenied
    connection, connections = connection_of(request, request.GET)
    found = holdings(places_of(connection))
    offered = choices(connection, found)
    against = chosen(request.GET.get("against", ""), offered)
    compared = compare(found, against.wanted_at)
    only = request.GET.get("only") == "differing"
    shown = [one for one in compared if one.differs or not only]
    words = words_of(connection.pk, {one for row in shown for one in row.missing | row.extra | row.absent})
    context: dict[str, Any] = {
        "connection": connection,
        "connections": connections,
        "choices": offered,
        "against": against,
        "only": only,
        "rows": [_row(one, words) for one in shown],
        "differing": sum(one.differs for one in compared),
        "places": len(compared),
        "unread": sum(bool(one.why_not) for one in found),
        "reading": _reading(connection),
        "may_change": may_change(request),
        "may_read": may_read(request),
        "form_token": issue(request, PURPOSE),
    }
    return page(request, admin, "console/insurance/compare.html", "Insurance compared over all places", **context)


def _reading(connection: Connection) -> dict[str, Any]:
    """Return how the reading of all places goes, or when it ended last."""
    last = SyncRun.objects.of(connection).filter(what=SyncWhat.INSURANCE).order_by("-pk").first()
    if last is None:
        return {}
    running = last.state == SyncState.RUNNING
    return {"running": running, "at": console_time(last.started_at if running else last.finished_at), "run": last}


def _row(one: Compared, words: Any) -> dict[str, Any]:
    row = one.holding.row
    return {
        "place": one.place,
        "name": place_name(one.place),
        "link": address_of(one.place),
        "one": one,
        "accepted": len(one.holding.seen),
        "missing": _named(one.missing, words),
        "extra": _named(one.extra, words),
        "absent": _named(one.absent, words),
        "read_at": console_time(row.read_at) if row else "—",
    }


def _named(plans: Plans, words: Any) -> dict[str, Any]:
    named: list[PlanWords] = sorted((words[one] for one in plans), key=lambda one: (one.carrier, one.name))
    return {"count": len(named), "first": named[:NAMED], "more": max(len(named) - NAMED, 0)}


def draft_lines(admin: ConsoleModelAdmin, request: HttpRequest) -> HttpResponse:
    """Write down what would bring the chosen places in line, and show it (POST); nothing is sent yet."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not admin.has_view_permission(request) or not may_change(request):
        raise PermissionDenied
    connection, _ = connection_of(request, request.POST)
    back = f"{reverse('admin:insurance_compare')}?connection={connection.pk}&against={request.POST.get('against', '')}"
    found = holdings(places_of(connection))
    against = chosen(request.POST.get("against", ""), choices(connection, found))
    picked = set(request.POST.getlist("place"))
    rows = [one for one in compare(found, against.wanted_at) if str(one.place.pk) in picked]
    lines = [line for one in rows if (line := line_of(one, only_add=request.POST.get("how") == ONLY_ADD))]
    if not lines:
        return say_and_go(request, back, "Choose a place where something would change.", ok=False)
    try:
        key = key_of(request, PURPOSE)
    except StaleForm as stale:
        return say_and_go(request, back, str(stale), ok=False)
    return _drafted(request, connection, against, lines, key)


def _drafted(
    request: HttpRequest, connection: Connection, against: Against, lines: list[Line], key: str
) -> HttpResponse:
    actor = Actor.of(request.user)  # type: ignore[arg-type]  # signed in
    run = draft(connection, f"In line with: {against.title}", lines, actor=actor, key=key, now=timezone.now())
    return redirect("admin:zocdoc_sync_insurancerun_change", run.pk)


def read_all(admin: ConsoleModelAdmin, request: HttpRequest) -> HttpResponse:
    """Plan that the insurance of every place of a connection is read (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not admin.has_view_permission(request) or not may_read(request):
        raise PermissionDenied
    connection, _ = connection_of(request, request.POST)
    now = timezone.now()
    plan_reading(connection, SyncReason.ASKED, now=now)
    audit.record(
        "insurance.read", request=request, now=now, subject=f"connection {connection.pk}", connection=connection
    )
    sentence = "Every place is being read while the worker runs: about twenty a second."
    return say_and_go(request, f"{reverse('admin:insurance_compare')}?connection={connection.pk}", sentence, ok=True)
