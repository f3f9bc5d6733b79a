"""Reading what a calendar shows, in a number of queries that does not grow with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from zocdoc_sync.admin.appointments.filters import on_days
from zocdoc_sync.admin.appointments.patients import may_see_patients
from zocdoc_sync.admin.calendar.asked import Asked
from zocdoc_sync.admin.calendar.pieces import Entry, free, visits
from zocdoc_sync.admin.home.filters import narrowed
from zocdoc_sync.admin.home.rows import appointments
from zocdoc_sync.admin.viewing import listed
from zocdoc_sync.calendar.published import in_force, openings
from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.models import Appointment, DayVersion, ProviderDay, ProviderLocation

# A page draws no more: whoever has more narrows it, and is told so.
MOST = 1500


@dataclass
class Shown:
    """What was read: entries by time, and whether all is there."""

    entries: list[Entry] = field(default_factory=list)
    is_all: bool = True


def booked(request: HttpRequest, asked: Asked, first: date, last: date) -> QuerySet[Appointment]:
    """Return the appointments of these days that the calendar is narrowed to."""
    rows = narrowed(on_days(appointments(request), first, last), asked.choices)
    return rows if asked.cancelled else rows.exclude(status=AppointmentStatus.CANCELLED)


def published(request: HttpRequest, asked: Asked, first: date, last: date) -> QuerySet[DayVersion]:
    """Return what is published on these days by those whom the calendar is narrowed to."""
    days = ProviderDay.objects.visible_to(request.user).filter(date__range=(first, last))
    for name in ("connection", "provider"):
        row = asked.chosen(name)
        days = days.filter(**{name: row}) if row else days
    return in_force(days).select_related("day", "day__provider")


def read(
    request: HttpRequest,
    asked: Asked,
    rows: QuerySet[Appointment],
    versions: Iterable[DayVersion],
    now: datetime,
) -> Shown:
    """Return what is booked and what is free; that patients were listed is written into the audit."""
    sees, person = may_see_patients(request.user), request.user
    found = list(rows.order_by("start_time", "pk")[: MOST + 1])
    location = asked.chosen("location")
    times = openings(versions, at=location.zocdoc_id if location else None)
    shown: list[Any] = visits(found[:MOST], person, now, sees=sees)
    if shown and sees:
        listed(request, now, "calendar")
    shown += free(times, found, _places(request, {one.provider_id for one in times}), now)
    return Shown(sorted(shown, key=lambda one: one.start), len(found) <= MOST)


def told(request: HttpRequest, day: date, providers: Iterable[int]) -> dict[int, datetime]:
    """Return when the timeslots of each of these providers were last told, also of those who have none that day."""
    days = ProviderDay.objects.visible_to(request.user).filter(date=day, provider_id__in=providers)
    known = days.values_list("provider_id", "read_at", "put_at")
    return {pk: max(one for one in times if one) for pk, *times in known if any(times)}


def _places(request: HttpRequest, providers: set[int]) -> QuerySet[ProviderLocation]:
    rows: QuerySet[ProviderLocation] = ProviderLocation.objects.visible_to(request.user)
    return rows.filter(provider_id__in=providers, gone_at__isnull=True).select_related("provider", "location")
