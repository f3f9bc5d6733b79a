"""The editor of a provider's day: GET reads it from Zocdoc, POST edits the draft, previews it, or publishes it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import headed, say_and_go
from zocdoc_sync.admin.times import long_time
from zocdoc_sync.admin.timeslots.draft import Draft, opened, sealed
from zocdoc_sync.admin.timeslots.edits import Edited, edited
from zocdoc_sync.admin.timeslots.forms import RangeForm, TakingForm, places_of
from zocdoc_sync.admin.timeslots.frame import Seat, seat, week
from zocdoc_sync.admin.timeslots.preview import previewed, published
from zocdoc_sync.admin.timeslots.showing import Names, history, places, state_of, zone_of_day
from zocdoc_sync.admin.tokens import StaleForm
from zocdoc_sync.operations.errors import OperationError
from zocdoc_sync.timeslots.slot import Day
from zocdoc_sync.timeslots.verifying import see_day
from zocdoc_sync.timeslots.versions import before, expected, latest_known

TEMPLATE = "console/timeslots/day.html"
NOT_READ = "Your role does not read timeslots from Zocdoc: this is what the console saw last."


def edit(admin: ConsoleModelAdmin, request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """Show a provider's day as Zocdoc has it now, or do what was pressed on it."""
    at = seat(request, pk, day)
    if request.method == "POST":
        return _pressed(admin, at)
    if not at.may_read:
        return last_known(admin, at, NOT_READ)
    try:
        seen = see_day(at.provider, at.day, actor=at.actor, now=timezone.now())
    except OperationError as error:
        return last_known(admin, at, f"{error.sentence} This is what the console saw last.")
    return _shown(admin, at, Edited(Draft.of(at.provider, at.day, seen, now=timezone.now()), ""), seen=seen)


def last_known(admin: ConsoleModelAdmin, at: Seat, why: str) -> HttpResponse:
    """Show the last known version of a day, without asking Zocdoc and without forms."""
    row = at.row
    version = latest_known(row) if row else None
    slots = expected(version) if version else frozenset()
    read_at = (row.read_at if row else None) or timezone.now()
    draft = Draft.of(at.provider, at.day, slots, now=read_at)
    return _shown(admin, at, Edited(draft, ""), why=why, known=version is not None)


def close(admin: ConsoleModelAdmin, request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """Show what closing the day would delete, and ask for the typed date; nothing is sent by it."""
    return _offered(admin, seat(request, pk, day), frozenset())


def undo(admin: ConsoleModelAdmin, request: HttpRequest, pk: int, day: str, number: int) -> HttpResponse:
    """Show what putting back the day before a version would change; nothing is sent by it."""
    at = seat(request, pk, day)
    version = at.row.versions.filter(number=number).exclude(operation_key="").first() if at.row else None
    if version is None:
        return say_and_go(request, at.url(), "There is no such version to undo.", ok=False)
    return _offered(admin, at, before(version))


def _offered(admin: ConsoleModelAdmin, at: Seat, wanted: Day) -> HttpResponse:
    if at.request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    if not at.may_edit:
        raise PermissionDenied
    try:
        seen = see_day(at.provider, at.day, actor=at.actor, now=timezone.now())
    except OperationError as error:
        return say_and_go(at.request, at.url(), error.sentence, ok=False)
    return previewed(admin, at, Draft.of(at.provider, at.day, seen, now=timezone.now(), wanted=wanted))


def _pressed(admin: ConsoleModelAdmin, at: Seat) -> HttpResponse:
    if not at.may_edit:
        raise PermissionDenied
    try:
        draft = opened(at.request, at.provider, at.day)
    except StaleForm as stale:
        return say_and_go(at.request, at.url(), str(stale), ok=False)
    doing = {"preview": previewed, "publish": published}.get(at.request.POST.get("do", ""))
    return doing(admin, at, draft) if doing else _shown(admin, at, edited(at.request, draft))


def _shown(admin: ConsoleModelAdmin, at: Seat, done: Edited, *, seen: Day | None = None, **more: Any) -> HttpResponse:
    draft, names, zone = done.draft, Names.of(at.provider), zone_of_day(at.provider)
    edits = at.may_edit and "why" not in more
    context = {
        "at": at,
        "places": places(draft, names),
        "locations": places_of(at.provider),
        "count": len(draft.wanted),
        "edited": draft.wanted != draft.shown,
        "read_at": long_time(draft.read_at, zone),
        "said": done,
        "state": state_of(at.row, seen, names, zone),
        "history": history(at.row, names, zone),
        "week": week(at),
        "addresses": {name: at.url(name) for name in ("edit", "close", "copy")},
    }
    if edits:
        context["range"] = done.form or RangeForm(at.provider)
        context["taking"] = TakingForm(at.provider, prefix="take")
        context["draft"] = sealed(draft, at.request)
    return headed(at.request, admin, TEMPLATE, at.title, status=200 if done.ok else 422, **context, **more)
