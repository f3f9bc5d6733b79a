"""Changing what a place takes: first the difference, then, once, the request."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.insurance.place import address_of, may_change, place_or_404
from zocdoc_sync.admin.pages import page, say_and_go
from zocdoc_sync.admin.times import clock_time
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.insurance.changing import CODE, Asked, Wish, change_plans, expected_at
from zocdoc_sync.insurance.errors import NothingToChange, WouldTakeNone
from zocdoc_sync.insurance.naming import doing, place_name
from zocdoc_sync.insurance.outlook import ADD, REMOVE, REPLACE
from zocdoc_sync.insurance.plans import PlanWords, words_of
from zocdoc_sync.models import ProviderLocation, WantedPlans
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import OperationError

Plans = frozenset[str]


@dataclass(frozen=True)
class Difference:
    """What a person wants of a place: plans that come and go, or all of them replaced."""

    place: ProviderLocation
    before: Plans
    added: Plans
    removed: Plans
    replaces: bool = False

    @property
    def after(self) -> Plans:
        """Return what the place takes afterwards."""
        return (self.before - self.removed) | self.added

    @property
    def typed(self) -> str:
        """Return what must be typed because the place would take nothing, "" when nothing must."""
        return str(len(self.before)) if self.before and not self.after else ""

    def wishes(self, typed: str) -> list[tuple[str, Wish]]:
        """Return what is asked of Zocdoc, what comes before what goes, each with the end of its key."""
        if self.replaces:
            return [("", Wish(self.place, REPLACE, self.after, shown=self.before, typed=typed))]
        both = ((":add", ADD, self.added), (":remove", REMOVE, self.removed))
        return [(end, Wish(self.place, way, plans, typed=typed)) for end, way, plans in both if plans]


def preview(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what ticks, or another list, would change at a place (POST); it does nothing yet."""
    place = _allowed(admin, request, pk)
    if place is None:
        return HttpResponseNotAllowed(["POST"])
    try:
        difference = _replaced(request, place) if "source" in request.POST else _ticked(request, place)
    except LookupError as fault:
        return say_and_go(request, address_of(place), str(fault.args[0]), ok=False)
    if not difference.added and not difference.removed:
        return say_and_go(request, address_of(place), "Nothing would change: tick or untick plans first.", ok=False)
    return _shown(admin, request, difference)


def change(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask Zocdoc for what the preview showed, once for its form (POST)."""
    place = _allowed(admin, request, pk)
    if place is None:
        return HttpResponseNotAllowed(["POST"])
    difference = _posted(request, place)
    try:
        key = key_of(request, _purpose(place))
        said = [_asked(request, wish, key + end) for end, wish in difference.wishes(request.POST.get("typed", ""))]
    except WouldTakeNone as refused:
        return _shown(admin, request, difference, fault=refused.sentence)
    except (OperationError, StaleForm) as refused:
        return say_and_go(request, address_of(place), str(refused), ok=False)
    return say_and_go(
        request, address_of(place), " ".join(sentence for sentence, _ in said), ok=all(fine for _, fine in said)
    )


def _allowed(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> ProviderLocation | None:
    """Return the place of a post by somebody who may change it, None for a request of another kind."""
    if request.method != "POST":
        return None
    place = place_or_404(admin, request, pk)
    if not may_change(request):
        raise PermissionDenied
    return place


def _asked(request: HttpRequest, wish: Wish, key: str) -> tuple[str, bool]:
    now = timezone.now()
    try:
        asked = change_plans(wish, actor=Actor.of(request.user), now=now, key=key)  # type: ignore[arg-type]  # signed in
    except NothingToChange:
        return f"{doing(wish.way, wish.plan_ids)}: it is so already.", True
    audit.record(
        f"{CODE}:{asked.outcome.state}"[:60], request=request, now=now, connection=wish.place.connection,
        subject=f"provider location {wish.place.zocdoc_id}",
    )  # fmt: skip
    return _told(wish, asked), asked.outcome.ok


def _told(wish: Wish, asked: Asked) -> str:
    plans = asked.change.plan_ids if asked.change else wish.plan_ids
    if not asked.outcome.ok:
        return f"{doing(wish.way, plans)}: {asked.outcome.sentence}"
    when = clock_time(asked.change.asked_at) if asked.change else ""
    return f"{doing(wish.way, plans)}: asked at {when}. Zocdoc applies it later; this page shows when it has."


def _shown(admin: ConsoleModelAdmin, request: HttpRequest, difference: Difference, *, fault: str = "") -> HttpResponse:
    place = difference.place
    words = words_of(place.connection_id, difference.added | difference.removed)
    context: dict[str, Any] = {
        "place": place,
        "name": place_name(place),
        "difference": difference,
        "added": _named(words[one] for one in difference.added),
        "removed": _named(words[one] for one in difference.removed),
        "joined": {name: ",".join(sorted(getattr(difference, name))) for name in ("before", "added", "removed")},
        "back": address_of(place),
        "fault": fault,
        "form_token": issue(request, _purpose(place)),
    }
    title = f"Insurance of {place_name(place)}: what changes"
    return page(request, admin, "console/insurance/preview.html", title, status=422 if fault else 200, **context)


def _named(plans: Iterable[PlanWords]) -> list[PlanWords]:
    return sorted(plans, key=lambda plan: (plan.carrier, plan.name, plan.zocdoc_id))


def _purpose(place: ProviderLocation) -> str:
    return f"insurance:{place.pk}"


def _ids(request: HttpRequest, name: str) -> Plans:
    """Return the plan ids of one field, joined by commas: thousands of fields would be refused."""
    return frozenset(one for one in request.POST.get(name, "").split(",") if one)


def _posted(request: HttpRequest, place: ProviderLocation) -> Difference:
    """Return the difference that the preview showed."""
    return Difference(
        place,
        before=_ids(request, "before"),
        added=_ids(request, "added"),
        removed=_ids(request, "removed"),
        replaces="replaces" in request.POST,
    )


def _ticked(request: HttpRequest, place: ProviderLocation) -> Difference:
    """Return what the ticks say of the plans that the page showed; others stay."""
    before, shown = expected_at(place), _ids(request, "shown")
    ticked = frozenset(request.POST.getlist("plan")) & shown
    return Difference(place, before, added=ticked - before, removed=(before & shown) - ticked)


def _replaced(request: HttpRequest, place: ProviderLocation) -> Difference:
    """Return what changes when a place takes exactly another list; raise LookupError with a sentence for none."""
    wanted, before = wanted_from(request.POST.get("source", ""), place), expected_at(place)
    return Difference(place, before, added=wanted - before, removed=before - wanted, replaces=True)


def wanted_from(source: str, place: ProviderLocation) -> Plans:
    """Return the plans of a source such as "list:3" or "place:7" of the same connection, "none" for no plan at all."""
    kind, _, number = source.partition(":")
    if kind == "none":
        return frozenset()
    if kind == "list" and number.isdigit():
        kept = WantedPlans.objects.filter(pk=number, connection_id=place.connection_id).first()
        if kept is not None:
            return frozenset(kept.plan_ids)
    if kind == "place" and number.isdigit():
        other = ProviderLocation.objects.filter(pk=number, connection_id=place.connection_id).first()
        if other is not None:
            return expected_at(other)
    raise LookupError("Choose a list or a place to take the plans from.")
