"""The day: providers side by side."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from zocdoc_sync.admin.calendar.asked import Asked, asked
from zocdoc_sync.admin.calendar.board import Column, by_zone, column
from zocdoc_sync.admin.calendar.frame import day_name, shown
from zocdoc_sync.admin.calendar.reading import Shown, booked, published, read, told
from zocdoc_sync.admin.times import short_time
from zocdoc_sync.admin.timeslots.frame import address
from zocdoc_sync.calendar.axis import axis_of
from zocdoc_sync.models import Provider

SIDE_BY_SIDE = 12
NOBODY = "Provider not told"


def day(request: HttpRequest) -> HttpResponse:
    """Show a day: who is booked with whom, and what is free."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    now = timezone.now()
    wanted = asked(request, now)
    rows = booked(request, wanted, wanted.day, wanted.day)
    versions = published(request, wanted, wanted.day, wanted.day)
    providers = _providers(rows, versions)
    seated = providers[wanted.first : wanted.first + SIDE_BY_SIDE]
    whose = [pk for pk, _ in seated]
    found = read(
        request, wanted, _of(rows, whose), versions.filter(day__provider_id__in=[pk for pk in whose if pk]), now
    )
    return shown(
        request,
        wanted,
        "day",
        day_name(wanted.day),
        _columns(wanted, found, seated, told(request, wanted.day, [pk for pk in whose if pk]), now),
        is_all=found.is_all,
        providers=len(providers),
        seats=(wanted.first + 1, wanted.first + len(seated)),
        before=wanted.link("calendar_day", first=max(wanted.first - SIDE_BY_SIDE, 0) or None) if wanted.first else "",
        after=wanted.link("calendar_day", first=wanted.first + SIDE_BY_SIDE)
        if wanted.first + SIDE_BY_SIDE < len(providers)
        else "",
    )


def _providers(rows: QuerySet[Any], versions: QuerySet[Any]) -> list[tuple[int | None, str]]:
    """Return who has something that day, by name; those whom Zocdoc has not told come last."""
    names = ("provider_id", "provider__name", "provider__zocdoc_id")
    found = set(rows.order_by().values_list(*names).distinct())
    found |= set(versions.order_by().values_list(*(f"day__{name}" for name in names)))
    ordered = sorted(found, key=lambda one: (one[0] is None, str(one[1]).casefold(), one[0] or 0))
    return [(pk, (name or zocdoc_id) if pk else NOBODY) for pk, name, zocdoc_id in ordered]


def _of(rows: QuerySet[Any], whose: list[int | None]) -> QuerySet[Any]:
    if None in whose:
        return rows.filter(provider=None) | rows.filter(provider_id__in=[pk for pk in whose if pk])
    return rows.filter(provider_id__in=whose)


def _columns(
    wanted: Asked, found: Shown, seated: list[tuple[int | None, str]], told: dict[int, datetime], now: datetime
) -> list[Column]:
    """Return a column for each provider, and for each zone in which one is on that day."""
    columns: list[Column] = []
    for pk, name in seated:
        for zone, entries in by_zone(one for one in found.entries if one.owner == pk).items():
            made = column(f"{pk or 0}-{len(columns)}", name, axis_of(wanted.day, zone), entries, now)
            if pk:
                made.links = _links(wanted, pk)
            last = told.get(pk) if pk else None
            made.note = f"as of {short_time(last, zone)}" if last else "not read yet"
            columns.append(made)
    return columns


def _links(wanted: Asked, pk: int) -> dict[str, str]:
    return {
        "week": wanted.link("calendar_week", provider=pk, first=None),
        "timeslots": address(Provider(pk=pk), wanted.day),
    }
