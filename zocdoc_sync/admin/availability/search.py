"""The page of free times: choose places and what for, see a grid of days, open a day, take a time."""

from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date

from zocdoc_sync.admin.availability.again import forget, remembered
from zocdoc_sync.admin.availability.grid import grid, local_start
from zocdoc_sync.admin.availability.places import choosable, offered, place_name, specialties, takes, zone_name
from zocdoc_sync.admin.availability.plans import offered_plans
from zocdoc_sync.admin.availability.question import Question, question, too_many
from zocdoc_sync.admin.availability.slot import FreeSlot
from zocdoc_sync.admin.pages import headed
from zocdoc_sync.availability.answers import FreeTimes
from zocdoc_sync.availability.finding import free_times
from zocdoc_sync.availability.spans import furthest, today_there
from zocdoc_sync.models import Appointment, Connection, ProviderLocation
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.catalogue import spec

FIND, BOOK = spec("getProviderLocationsAvailability"), spec("createAppointment")


def search(request: HttpRequest) -> HttpResponse:
    """Show the search, and below it the grid once it was asked for."""
    refuse(request)
    now = timezone.now()
    connections = list(Connection.objects.visible_to(request.user))
    connection = chosen_connection(request, connections)
    form = question(request.GET, connection, now)
    rows = choosable(connection, request.user) if connection else ProviderLocation.objects.none()
    ticked = request.GET.getlist("places")
    found, matches = offered(rows, request.GET.get("q", ""), ticked)
    context: dict[str, Any] = {
        "connections": connections,
        "connection": connection,
        "form": form,
        "q": request.GET.get("q", ""),
        "places": [(row, place_name(row), specialties(row), str(row.pk) in ticked) for row in found],
        "matches": matches,
        "more": matches - len(found),
        "plans": offered_plans(connection, states_of(found)) if connection else [],
        "again": remembered(request, connection),
    }
    if "show" in request.GET and connection:
        context |= _shown(request, form, [row for row in found if str(row.pk) in ticked], ticked)
    return headed(request, model_admin(), "console/availability/search.html", "Free times", **context)


def start_anew(request: HttpRequest) -> HttpResponse:
    """Let the next booking begin with an empty form (POST)."""
    refuse(request)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    forget(request)
    return redirect("admin:availability")


def _shown(request: HttpRequest, form: Question, places: list[ProviderLocation], ticked: list[str]) -> dict[str, Any]:
    fault = too_many(ticked)
    if not form.is_valid() or fault or not places:
        return {"fault": fault or ("" if places else "Tick at least one place.")}
    first, last = form.cleaned_data["first"], form.last()
    taking = [place for place in places if takes(place, form.cleaned_data["reason"])]
    found = ask(request, form, taking, first, last) if taking else FreeTimes()
    length = (last - first).days + 1
    return {
        "grid": grid(taking, found, first, last),
        "not_taking": [place_name(place) for place in places if place not in taking],
        "earlier": _moved(request, first - timedelta(days=length)) if first > today_there(form.now) else "",
        "later": _moved(request, last + timedelta(days=1)) if last < furthest(form.now) else "",
        "carried": carried(request, form),
        "read_at": form.now,
    }


def ask(request: HttpRequest, form: Question, places: list[ProviderLocation], first: date, last: date) -> FreeTimes:
    """Ask Zocdoc for what the form wants to know; raise NotPermitted."""
    return free_times(
        places[0].connection,
        [place.zocdoc_id for place in places],
        form.cleaned_data["reason"],
        form.cleaned_data["patient"],
        first,
        last,
        actor=Actor.of(request.user),  # type: ignore[arg-type]  # the admin lets only signed-in people through
        now=form.now,
        insurance_plan_id=form.cleaned_data["plan"] or None,
    )


def _moved(request: HttpRequest, first: date) -> str:
    query = request.GET.copy()
    query["first"] = first.isoformat()
    return f"?{query.urlencode()}"


def carried(request: HttpRequest, form: Question) -> str:
    """Return what a link to a day says besides the place and the day."""
    query = request.GET.copy()
    for name in list(query):
        if name not in ("reason", "patient", "first", "days", "places", "q"):
            del query[name]
    query["connection"] = str(form.connection.pk if form.connection else "")
    query["plan"] = form.cleaned_data["plan"]
    query["show"] = "1"
    return str(query.urlencode())


def day(request: HttpRequest) -> HttpResponse:
    """Show the free times of one place on one of its days, read just now, each a link to the booking form."""
    refuse(request)
    now = timezone.now()
    connection = chosen_connection(request, list(Connection.objects.visible_to(request.user)))
    at = request.GET.get("at", "")
    place = choosable(connection, request.user).filter(pk=at).first() if connection and at.isdecimal() else None
    shown, form = _day_of(request), question(request.GET, connection, now)
    if place is None or shown is None or not form.is_valid():
        raise Http404
    found = ask(request, form, [place], shown, shown)
    rest = carried(request, form)
    step = timedelta(days=1)
    context = {
        "place": place_name(place),
        "reason": dict(form.fields["reason"].choices).get(form.cleaned_data["reason"], ""),  # type: ignore[attr-defined]  # a choice field
        "patient": dict(form.fields["patient"].choices).get(form.cleaned_data["patient"], ""),  # type: ignore[attr-defined]  # a choice field
        "day": shown,
        "zone": zone_name(place),
        "times": _times(found, place, form),
        "faults": list(dict.fromkeys(fault.sentence for fault in found.faults)),
        "back": rest,
        "earlier": f"{rest}&at={place.pk}&day={shown - step}" if shown > today_there(now) else "",
        "later": f"{rest}&at={place.pk}&day={shown + step}" if shown < furthest(now) else "",
        "books": request.user.has_perm(BOOK.permission),
    }
    return headed(
        request, model_admin(), "console/availability/day.html", f"Free times on {shown:%a %-d %b %Y}", **context
    )


def _times(found: FreeTimes, place: ProviderLocation, form: Question) -> list[tuple[str, str]]:
    starts = [(slot.start, local_start(slot.start, place)) for slot in found.slots]
    # On the day when clocks go back an hour comes twice: then each time names its zone.
    shape = "%H:%M %Z" if len({local.utcoffset() for _, local in starts}) > 1 else "%H:%M"
    asked = form.cleaned_data
    return [
        (
            FreeSlot(
                place.connection_id, place.pk, start.isoformat(), asked["reason"], asked["patient"], asked["plan"]
            ).signed(),
            f"{local:{shape}}",
        )
        for start, local in starts
    ]


def _day_of(request: HttpRequest) -> date | None:
    try:
        return parse_date(request.GET.get("day", ""))
    except ValueError:
        return None


def chosen_connection(request: HttpRequest, connections: list[Connection]) -> Connection | None:
    """Return the connection that the address names, or the first that the person sees."""
    asked = request.GET.get("connection", "")
    return next((one for one in connections if str(one.pk) == asked), connections[0] if connections else None)


def states_of(places: list[ProviderLocation]) -> set[str]:
    """Return the states in which these places are."""
    return {place.location.state for place in places if place.location and place.location.state}


def refuse(request: HttpRequest, permission: str = FIND.permission) -> None:
    """Raise PermissionDenied for a person who may not do this."""
    if not request.user.has_perm(permission):
        raise PermissionDenied


def model_admin() -> Any:
    """Return the admin whose frame these pages stand in."""
    return admin.site._registry[Appointment]
