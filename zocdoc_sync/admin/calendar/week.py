"""The week: seven days of one provider, or of one location, side by side."""

from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from zocdoc_sync.admin.calendar.asked import Asked, asked, monday
from zocdoc_sync.admin.calendar.board import Column, by_zone, column
from zocdoc_sync.admin.calendar.frame import day_name, shown
from zocdoc_sync.admin.calendar.reading import Shown, booked, published, read
from zocdoc_sync.admin.times import zone_named
from zocdoc_sync.calendar.axis import axis_of
from zocdoc_sync.models import Location, Provider

DAYS = 7


def week(request: HttpRequest) -> HttpResponse:
    """Show a week, or ask whose when neither a provider nor a location is chosen."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    now = timezone.now()
    wanted = asked(request, now)
    first = monday(wanted.day)
    last = first + timedelta(days=DAYS - 1)
    whose = wanted.chosen("provider") or wanted.chosen("location")
    title = f"Week of {day_name(first)}"
    if whose is None:
        return shown(request, wanted, "week", title, [], whose=None, offers=_offers(wanted))
    title = f"{whose}, {title[0].lower()}{title[1:]}"
    rows, versions = booked(request, wanted, first, last), published(request, wanted, first, last)
    found = read(request, wanted, rows, versions, now)
    return shown(
        request,
        wanted,
        "week",
        title,
        _columns(wanted, found, whose, now),
        whose=whose,
        is_all=found.is_all,
        names_provider=wanted.chosen("provider") is None,
    )


def _columns(wanted: Asked, found: Shown, whose: Provider | Location, now: datetime) -> list[Column]:
    """Return seven days for each zone in which something is."""
    first, columns = monday(wanted.day), []
    zones = by_zone(found.entries) or {_zone(whose): []}
    for number, (zone, entries) in enumerate(zones.items()):
        for day in (first + timedelta(days=step) for step in range(DAYS)):
            on_day = [one for one in entries if one.day == day]
            made = column(f"{number}-{day}", f"{day:%a} {day.day} {day:%b}", axis_of(day, zone), on_day, now)
            made.link = wanted.link("calendar_day", day=day)
            columns.append(made)
    return columns


def _zone(whose: Provider | Location) -> tzinfo:
    """Return the zone of a week in which nothing is."""
    location: Any = whose
    if isinstance(whose, Provider):
        place = whose.places.select_related("location").filter(location__isnull=False).order_by("pk").first()
        location = place.location if place else None
    return (zone_named(location.time_zone) if location else None) or timezone.get_current_timezone()


def _offers(wanted: Asked) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return whose week can be looked at."""
    return [
        (one.label, [(str(row), wanted.link("calendar_week", **{one.name: row.pk})) for row in one.offered])
        for one in wanted.choices
        if one.name in ("provider", "location") and one.offered
    ]
