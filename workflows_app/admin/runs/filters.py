"""What the list of runs is narrowed by."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter, RangeDateFilter, TextFilter
from unfold.utils import parse_date_str

from workflows_app.enums import RunState
from workflows_app.history.finding import of_appointment
from workflows_app.models import Workflow
from zocdoc_sync.admin.filters import ConnectionFilter, RowFilter, words_filter

SPANS = {"hour": timedelta(hours=1), "day": timedelta(hours=24), "week": timedelta(days=7), "month": timedelta(days=30)}
SPAN_WORDS = {"hour": "Last hour", "day": "Last 24 hours", "week": "Last 7 days", "month": "Last 30 days"}


class WorkflowFilter(RowFilter):
    title = "workflow"
    parameter_name = "workflow"
    rows = Workflow
    column = "workflow"

    def light(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.only("pk", "name")


class SpanFilter(DropdownFilter):
    """Keep the runs that were made in a span of time up to now."""

    title = "made"
    parameter_name = "made"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:  # noqa: ARG002 (Django's signature)
        return list(SPAN_WORDS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 (Django's signature)
        span = SPANS.get(self.value() or "")
        return queryset.filter(created_at__gte=timezone.now() - span) if span else queryset


class DaysFilter(RangeDateFilter):
    """Keep the runs that were made on these days of the console's zone, both included."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 (Django's signature)
        first, last = (self._day(end) for end in ("from", "to"))
        if first is not None:
            queryset = queryset.filter(created_at__gte=first)
        return queryset.filter(created_at__lt=last + timedelta(days=1)) if last is not None else queryset

    def _day(self, end: str) -> datetime | None:
        day = parse_date_str(str(self.used_parameters.get(f"{self.parameter_name}_{end}") or ""))
        return timezone.make_aware(datetime.combine(day, time.min)) if day else None


class AppointmentFilter(TextFilter):
    title = "appointment"
    parameter_name = "appointment"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 (Django's signature)
        asked = (self.value() or "").strip()
        return of_appointment(queryset, asked) if asked else queryset


STATE = words_filter("state", RunState)
FILTERS = (STATE, WorkflowFilter, AppointmentFilter, SpanFilter, ("created_at", DaysFilter), ConnectionFilter)
# The filter by days has an address of two parts, which Django's check of addresses does not know.
DAYS = ("created_at_from", "created_at_to")
