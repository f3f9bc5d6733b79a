"""A change at many places: its draft with what would change where, then its progress and results."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.insurance.place import address_of, may_change
from zocdoc_sync.admin.pages import page, say_and_go, visible_or_404
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.insurance import runs
from zocdoc_sync.insurance.naming import counted, place_name
from zocdoc_sync.insurance.plans import words_of
from zocdoc_sync.models import (
    ChangeState,
    InsuranceChange,
    InsuranceRun,
    InsuranceRunPlace,
    InsuranceRunState,
    RunPlaceState,
)
from zocdoc_sync.operations.actor import Actor

NAMED = 12
WAYS = ("Add", "Remove")


def address(run: InsuranceRun) -> str:
    """Return the address of a run's page."""
    return reverse("admin:zocdoc_sync_insurancerun_change", args=(run.pk,))


def show(admin: ConsoleModelAdmin, request: HttpRequest, pk: Any, *, fault: str = "") -> HttpResponse:
    """Show what a run changes or has changed, place by place."""
    run: InsuranceRun = visible_or_404(admin, request, pk)
    lines = list(run.places.select_related("place__provider", "place__location"))
    words = words_of(run.connection_id, {one for line in lines for one in (*line.added, *line.removed)})
    states = _states(lines)
    done = sum(line.state != RunPlaceState.WAITING for line in lines)
    context: dict[str, Any] = {
        "run": run,
        "is_draft": run.state == InsuranceRunState.DRAFT,
        "is_running": run.state == InsuranceRunState.RUNNING,
        "badge": badge(InsuranceRunState, run.state),
        "made_at": console_time(run.made_at),
        "started_at": console_time(run.started_at),
        "lines": [_line(line, words, states) for line in lines],
        "total": len(lines),
        "done": done,
        "emptied": sum(line.empties for line in lines),
        "follows": run.state == InsuranceRunState.RUNNING
        or any(state == ChangeState.ASKED for state in states.values()),
        "may_change": may_change(request),
        "left": sum(line.state in (RunPlaceState.REFUSED, RunPlaceState.SKIPPED) for line in lines),
        "form_token": issue(request, _purpose(run)),
        "fault": fault,
    }
    title = f"Change of insurance {run.pk}"
    return page(request, admin, "console/insurance/run.html", title, status=422 if fault else 200, **context)


def _states(lines: list[InsuranceRunPlace]) -> dict[str, str]:
    """Return the states of the requests that these lines made, by key."""
    keys = [runs.key_of(line, way) for line in lines if line.state == RunPlaceState.ASKED for way in WAYS]
    return dict(InsuranceChange.objects.filter(key__in=keys).values_list("key", "state"))


def _line(line: InsuranceRunPlace, words: Any, states: dict[str, str]) -> dict[str, Any]:
    asked = [states[key] for way in WAYS if (key := runs.key_of(line, way)) in states]
    return {
        "row": line,
        "name": place_name(line.place),
        "link": address_of(line.place),
        "added": [words[one] for one in line.added[:NAMED]],
        "more_added": max(len(line.added) - NAMED, 0),
        "removed": [words[one] for one in line.removed[:NAMED]],
        "more_removed": max(len(line.removed) - NAMED, 0),
        "badge": badge(RunPlaceState, line.state),
        "seen": [badge(ChangeState, state) for state in asked],
    }


def begin(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Start a draft with the ticked places (POST); places that would take nothing need their number typed."""
    run = _allowed(admin, request, pk)
    if run is None:
        return HttpResponseNotAllowed(["POST"])
    chosen = run.places.filter(pk__in=[one for one in request.POST.getlist("line") if one.isdigit()])
    keys = set(chosen.values_list("pk", flat=True))
    if not keys:
        return show(admin, request, pk, fault="Tick at least one place.")
    emptied = chosen.filter(empties=True).count()
    if emptied and request.POST.get("typed", "").strip() != str(emptied):
        told = f"{counted(emptied, 'place')} would take no insurance at all: type {emptied} to mean it."
        return show(admin, request, pk, fault=told)
    now = timezone.now()
    if runs.start(run, keys, now=now):
        _note("started", run, request, now)
    return say_and_go(request, address(run), f"Started: {counted(len(keys), 'place')}, one after the other.", ok=True)


def end(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a run before its next place (POST)."""
    run = _allowed(admin, request, pk)
    if run is None:
        return HttpResponseNotAllowed(["POST"])
    now = timezone.now()
    if not runs.stop(run, now=now):
        return say_and_go(request, address(run), "It is not running.", ok=False)
    _note("stopped", run, request, now)
    return say_and_go(request, address(run), "Stopped: no further place is changed.", ok=True)


def again(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Make a draft of what a run did not do (POST)."""
    run = _allowed(admin, request, pk)
    if run is None:
        return HttpResponseNotAllowed(["POST"])
    actor = Actor.of(request.user)  # type: ignore[arg-type]  # signed in
    try:
        made = runs.redraft(run, actor=actor, key=key_of(request, _purpose(run)), now=timezone.now())
    except StaleForm as stale:
        return say_and_go(request, address(run), str(stale), ok=False)
    if made is None:
        return say_and_go(request, address(run), "Nothing is left to do again.", ok=False)
    return redirect(address(made))


def _purpose(run: InsuranceRun) -> str:
    return f"insurance:again:{run.pk}"


def _allowed(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> InsuranceRun | None:
    """Return the run of a post by somebody who may change it, None for a request of another kind."""
    if request.method != "POST":
        return None
    run: InsuranceRun = visible_or_404(admin, request, pk)
    if not may_change(request):
        raise PermissionDenied
    return run


def _note(word: str, run: InsuranceRun, request: HttpRequest, now: Any) -> None:
    audit.record(
        f"insurance.run_{word}", request=request, now=now, subject=f"insurance run {run.pk}", connection=run.connection
    )
