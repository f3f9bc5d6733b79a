"""Local days in the database: an instant's day is that of its appointment's location."""

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Case, DateField, F, QuerySet, When
from django.db.models.functions import TruncDate, TruncWeek
from django.utils.timezone import get_current_timezone, make_aware

from zocdoc_sync.models import Appointment, Location
from zocdoc_sync.reports.figure import Column, Unit
from zocdoc_sync.reports.question import Question
from zocdoc_sync.sync.mirror.zones import zone_named

# Local days of the world begin up to 14 hours before and 12 after that of UTC.
ZONES_SLACK = timedelta(hours=26)


def local_day(column: str, question: Question) -> Any:
    """Return an expression for the local day of an appointment's instant.

    The installation's zone stands in for a location that is not known or has none.
    """
    own, places = get_current_timezone(), defaultdict(list)
    rows = Location.objects.filter(connection__in=question.connections).order_by("pk")
    for pk, name in rows.values_list("pk", "time_zone"):
        zone = zone_named(name) if name else None
        if zone is not None and str(zone) != str(own):
            places[zone].append(pk)
    elsewhere = [
        When(location__in=found, then=TruncDate(column, tzinfo=zone))
        for zone, found in sorted(places.items(), key=lambda pair: str(pair[0]))
    ]
    here = TruncDate(column, tzinfo=own)
    return Case(*elsewhere, default=here, output_field=DateField()) if elsewhere else here


def step_of(day: Any, question: Question) -> Any:
    """Return an expression for the step of the range that a local day belongs to."""
    return TruncWeek(day, output_field=DateField()) if question.by_week else day


def step_column(question: Question) -> Column:
    """Return the first column of what is counted by day or by week."""
    return Column("Week from" if question.by_week else "Day", Unit.DAY)


def _instants(question: Question) -> tuple[datetime, datetime]:
    own = get_current_timezone()
    begin, end = datetime.combine(question.first, time.min), datetime.combine(question.last, time.max)
    return make_aware(begin, own) - ZONES_SLACK, make_aware(end, own) + ZONES_SLACK


def booked(question: Question) -> QuerySet[Any]:
    """Return the appointments that were booked on the days of the range, with `booked_day` and its `step`."""
    day = local_day("created_time", question)
    # The wide range of instants is what the index knows; the exact days come after it.
    rows = _of(question).filter(created_time__range=_instants(question)).alias(booked_day=day)
    made = rows.filter(booked_day__range=(question.first, question.last))
    stepped: QuerySet[Any] = made.annotate(step=step_of(day, question))
    return stepped


def visits(question: Question) -> QuerySet[Any]:
    """Return the appointments whose visit is on the days of the range, with their `step`."""
    near = _of(question).filter(start_time__range=_instants(question))
    rows = near.filter(local_date__range=(question.first, question.last))
    stepped: QuerySet[Any] = rows.annotate(step=step_of(F("local_date"), question))
    return stepped


def _of(question: Question) -> QuerySet[Any]:
    mine = Appointment.objects.filter(connection__in=question.connections, gone_at__isnull=True)
    found: QuerySet[Any] = mine.filter(**question.narrowed).order_by()
    return found
