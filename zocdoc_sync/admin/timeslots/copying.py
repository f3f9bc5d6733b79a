"""Copying a day to other dates of the same provider: each date is looked at, asked about and put by itself."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date

from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import headed, say_and_go
from zocdoc_sync.admin.timeslots.draft import Draft, opened, sealed
from zocdoc_sync.admin.timeslots.frame import Seat, address, seat
from zocdoc_sync.admin.timeslots.preview import put_and_record, told
from zocdoc_sync.admin.timeslots.showing import Names, changes
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.operations.errors import OperationError
from zocdoc_sync.timeslots.errors import GuardsUnmet
from zocdoc_sync.timeslots.guards import Guard, guards
from zocdoc_sync.timeslots.putting import preview, situation
from zocdoc_sync.timeslots.ranges import moved
from zocdoc_sync.timeslots.reading import look_at
from zocdoc_sync.timeslots.slot import Day
from zocdoc_sync.timeslots.wish import Wish

TEMPLATE = "console/timeslots/copy.html"
# More is the work of a publishing run, which shows its progress.
MOST_DATES = 14


@dataclass
class Target:
    """One date of the copy: what would change there, what is asked, and what came of it."""

    day: date
    url: str
    draft: str = ""
    changes: Any = ()
    guards: tuple[Guard, ...] = ()
    skipped: str = ""
    fault: str = ""
    done: str = ""


def copy(admin: ConsoleModelAdmin, request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """Ask for dates, show what copying would change on each, and put each by itself."""
    at = seat(request, pk, day)
    if not at.may_edit:
        raise PermissionDenied
    if request.method != "POST":
        return _page(admin, at, [])
    if request.POST.get("do") == "publish":
        return _published(admin, at)
    dates, fault = asked_dates(request.POST.get("dates", ""), at.day)
    if fault:
        return _page(admin, at, [], fault=fault)
    try:
        source = look_at(at.provider, at.day, actor=at.actor, now=timezone.now())
    except OperationError as error:
        return _page(admin, at, [], fault=error.sentence)
    names = Names.of(at.provider)
    return _page(admin, at, [_looked_at(at, source, one, names) for one in dates])


def asked_dates(text: str, source: date) -> tuple[list[date], str]:
    """Return the dates that were written, and what is wrong with them in one sentence, "" when nothing is."""
    words = text.replace(",", " ").split()
    found = []
    for word in words:
        try:
            one = parse_date(word)
        except ValueError:
            one = None
        if one is None:
            return [], f"“{word[:40]}” is not a date such as 2026-12-01."
        found.append(one)
    dates = sorted(set(found))
    if not dates:
        return [], "Write at least one date, such as 2026-12-01."
    if source in dates:
        return [], f"{source} is the day that is copied: leave it out."
    if len(dates) > MOST_DATES:
        return [], f"At most {MOST_DATES} dates at a time: {len(dates)} were given."
    return dates, ""


def _looked_at(at: Seat, source: Day, day: date, names: Names) -> Target:
    target = Target(day, address(at.provider, day))
    copied, now = moved(source, day), timezone.now()
    target.skipped = ", ".join(f"{start:%H:%M}" for start in copied.skipped)
    try:
        current = look_at(at.provider, day, actor=at.actor, now=now)
        target.guards = guards(situation(Wish(at.provider, day, current, copied.slots), current))
    except OperationError as error:
        target.fault = error.sentence
        return target
    return _filled(at, target, current, copied.slots, names)


def _filled(at: Seat, target: Target, current: Day, wanted: Day, names: Names) -> Target:
    if current == wanted:
        target.done = "It is like that already: nothing is sent."
        return target
    target.changes = changes(current, wanted, names)
    draft = Draft.of(at.provider, target.day, current, now=timezone.now(), wanted=wanted)
    target.draft = sealed(draft, at.request)
    return target


def _published(admin: ConsoleModelAdmin, at: Seat) -> HttpResponse:
    try:
        key = key_of(at.request, f"copy:{at.purpose}")
    except StaleForm as stale:
        return say_and_go(at.request, at.url("copy"), str(stale), ok=False)
    dates, fault = asked_dates(" ".join(at.request.POST.getlist("date")), at.day)
    names = Names.of(at.provider)
    return _page(admin, at, [_put(at, one, key, names) for one in dates], fault=fault, is_done=True)


def _put(at: Seat, day: date, key: str, names: Names) -> Target:
    """Put one date; each has its own key, so that the same form posted again goes on where it stopped."""
    posted, target = at.request.POST, Target(day, address(at.provider, day))
    there = Seat(at.request, at.provider, day)
    try:
        draft = _draft(at, day)
        wish = draft.wish(set(posted.getlist(f"said-{day}")), posted.get(f"typed-{day}", ""))
        target.done = told(put_and_record(there, wish, key=f"{key}:{day}"))
    except GuardsUnmet as unmet:
        target = _again(at, draft, names)
        target.fault = target.fault or f"Nothing was sent for this date. {unmet.sentence}"
    except (OperationError, StaleForm) as refused:
        target.fault = str(refused)
    return target


def _draft(at: Seat, day: date) -> Draft:
    return opened(at.request, at.provider, day, name=f"draft-{day}")


def _again(at: Seat, draft: Draft, names: Names) -> Target:
    now = timezone.now()
    target = Target(draft.day, address(at.provider, draft.day))
    wish = Wish(at.provider, draft.day, draft.shown, draft.wanted)
    try:
        current, target.guards = preview(wish, actor=at.actor, now=now)
    except OperationError as error:
        target.fault = error.sentence
        return target
    return _filled(at, target, current, draft.wanted, names)


def _page(
    admin: ConsoleModelAdmin, at: Seat, targets: list[Target], *, fault: str = "", is_done: bool = False
) -> HttpResponse:
    context = {
        "at": at,
        "targets": targets,
        "fault": fault,
        "is_done": is_done,
        "can_publish": any(target.draft for target in targets),
        "dates": at.request.POST.get("dates", ""),
        "most": MOST_DATES,
        "form_token": issue(at.request, f"copy:{at.purpose}"),
        "back": at.url(),
        "here": at.url("copy"),
    }
    return headed(at.request, admin, TEMPLATE, f"Copy {at.title}", status=422 if fault else 200, **context)
