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
# Local days of the world begin up to 14 hours before and 12 after that of UTC.
ZONES_SLACK = timedelta(hours=26)
# Name in the URL, title, first and last day counted from today.
RANGES: dict[str, tuple[str, int, int]] = {
    "today": ("Today", 0, 0),
    "tomorrow": ("Tomorrow", 1, 1),
    "next7": ("Next 7 days", 0, 6),
    "last7": ("Last 7 days", -7, -1),
}
FORWARD = frozenset({"today", "tomorrow", "next7"})


def in_range(rows: QuerySet[Appointment], name: str, now: datetime) -> QuerySet[Appointment]:
    """Keep the appointments of a range of local days; the days are the locations'."""
    today = timezone.localdate(now)
    _, first, last = RANGES[name]
    return on_days(rows, today + timedelta(days=first), today + timedelta(days=last))


def on_days(rows: QuerySet[Appointment], begin: date, end: date) -> QuerySet[Appointment]:
    """Keep the appointments from one local day to another; the index that finds them is that of instants."""
    instants = (
        timezone.make_aware(datetime.combine(begin, time.min)) - ZONES_SLACK,
        timezone.make_aware(datetime.combine(end, time.max)) + ZONES_SLACK,
    )
    return rows.filter(start_time__range=instants, local_date__range=(begin, end))


def needing_a_person(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Keep the appointments of which an operation's outcome is not known."""
    asking = OperationLog.objects.filter(state__in=NEEDS_A_PERSON, appointment__isnull=False)
    return rows.filter(pk__in=asking.values("appointment_id"))


class WhenFilter(DropdownFilter):
    title = "when"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:  # noqa: ARG002 (Django's signature)
        return [(name, title) for name, (title, _, _) in RANGES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 (Django's signature)
        name = self.value()
        return in_range(queryset, name, timezone.now()) if name in RANGES else queryset


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
    NeedsFilter,
    FoundFilter,
]
