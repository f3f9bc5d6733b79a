"""The filters of the list of appointments: each one stands on an index."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from zocdoc_sync.admin.appointments.searching import found_ids
from zocdoc_sync.admin.filters import ConnectionFilter, RowFilter, words_filter
from zocdoc_sync.enums import AppointmentStatus, OperationState
from zocdoc_sync.models import Appointment, Location, OperationLog, Provider

NEEDS_A_PERSON = (OperationState.UNKNOWN, OperationState.ASKS)
# Channels by their word in the URL, as Zocdoc writes them.
SOURCES = {"zocdoc": "Zocdoc Marketplace", "website": "Your website"}
# Local days of the world begin up to 14 hours before and 12 after that of UTC.
ZONES_SLACK = timedelta(hours=26)
COMING, ALL = "coming", "all"
# Name in the URL, title, first and last day counted from today; None where a range has no end.
RANGES: dict[str, tuple[str, int | None, int | None]] = {
    COMING: ("From today", 0, None),
    "today": ("Today", 0, 0),
    "tomorrow": ("Tomorrow", 1, 1),
    "next7": ("Next 7 days", 0, 6),
    "last7": ("Past 7 days", -7, -1),
    ALL: ("All", None, None),
}
BACKWARD = frozenset({"last7", ALL})
# What was searched for, needs a person, or waits for an answer may be of any day.
WAITING = (AppointmentStatus.PENDING_BOOKING, AppointmentStatus.PENDING_RESCHEDULE)
OF_ANY_DAY = ("found", "needs")


def range_of(request: HttpRequest) -> str:
    """Return the name of the range of days that a list shows: from today on, unless another one was asked for."""
    asked = request.GET.get("when", "")
    if asked in RANGES:
        return asked
    of_any_day = any(request.GET.get(name) for name in OF_ANY_DAY) or request.GET.get("status") in WAITING
    return ALL if of_any_day else COMING


def in_range(rows: QuerySet[Appointment], name: str, now: datetime) -> QuerySet[Appointment]:
    """Keep the appointments of a range of local days; the days are the locations'."""
    today = timezone.localdate(now)
    _, first, last = RANGES[name]
    begin, end = (None if days is None else today + timedelta(days=days) for days in (first, last))
    return on_days(rows, begin, end)


def on_days(rows: QuerySet[Appointment], begin: date | None, end: date | None) -> QuerySet[Appointment]:
    """Keep the appointments from one local day to another, None for no end; an index of instants finds them."""
    if begin is not None:
        instant = timezone.make_aware(datetime.combine(begin, time.min)) - ZONES_SLACK
        rows = rows.filter(start_time__gte=instant, local_date__gte=begin)
    if end is not None:
        instant = timezone.make_aware(datetime.combine(end, time.max)) + ZONES_SLACK
        rows = rows.filter(start_time__lte=instant, local_date__lte=end)
    return rows


def needing_a_person(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Keep the appointments of which an operation's outcome is not known."""
    asking = OperationLog.objects.filter(state__in=NEEDS_A_PERSON, appointment__isnull=False)
    return rows.filter(pk__in=asking.values("appointment_id"))


class WhenFilter(DropdownFilter):
    """Keep a range of days; it is chosen above the list, and goes along when other filters are set."""

    title = "when"
    parameter_name = "when"
    template = "console/appointments/range_kept.html"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:  # noqa: ARG002 (Django's signature)
        return [(name, title) for name, (title, _, _) in RANGES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return in_range(queryset, range_of(request), timezone.now())


class NeedsFilter(DropdownFilter):
    title = "needs a person"
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:  # noqa: ARG002 (Django's signature)
        return [("person", "Outcome not known")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 (Django's signature)
        return needing_a_person(queryset) if self.value() == "person" else queryset


class ProviderFilter(RowFilter):
    title = "provider"
    parameter_name = "provider"
    rows = Provider
    column = "provider"


class LocationFilter(RowFilter):
    title = "location"
    parameter_name = "location"
    rows = Location
    column = "location"


class SourceFilter(DropdownFilter):
    """Keep what was booked through one of the channels that Zocdoc names, or through any other."""

    title = "booked through"
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:  # noqa: ARG002 (Django's signature)
        return [*((word, source) for word, source in SOURCES.items()), ("other", "Another way")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 (Django's signature)
        word = self.value()
        if word == "other":
            return queryset.exclude(source__in=SOURCES.values())
        return queryset.filter(source=SOURCES[word]) if word in SOURCES else queryset


class FoundFilter(DropdownFilter):
    """Keep the rows that a search found; the URL carries a token that says nothing of what was searched for."""

    title = "search"
    parameter_name = "found"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:  # noqa: ARG002 (Django's signature)
        value = self.value()
        return [(value, "What you searched for")] if value else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(pk__in=found_ids(request, value)) if value else queryset


FILTERS = [
    WhenFilter,
    words_filter("status", AppointmentStatus),
    ProviderFilter,
    LocationFilter,
    ConnectionFilter,
    SourceFilter,
    NeedsFilter,
    FoundFilter,
]
