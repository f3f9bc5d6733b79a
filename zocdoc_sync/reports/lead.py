"""How long before the visit people book."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, QuerySet

from zocdoc_sync.reports.days import booked, step_column
from zocdoc_sync.reports.figure import Column, Figure, Plot, Unit
from zocdoc_sync.reports.percentile import Percentile
from zocdoc_sync.reports.question import Question
from zocdoc_sync.reports.spread import spread

STEPS = {
    "same day": timedelta(0),
    "next day": timedelta(days=1),
    "2 to 3 days": timedelta(days=3),
    "4 to 7 days": timedelta(days=7),
    "8 to 14 days": timedelta(days=14),
    "15 to 30 days": timedelta(days=30),
    "31 to 60 days": timedelta(days=60),
}
LATER = "more than 60 days"


def lead(question: Question) -> list[Figure]:
    """Return how many days lie between booking and visit: the spread, and the median by day of booking."""
    rows = with_lead(booked(question))
    return [_spread(rows), _by_day(question, rows)]


def with_lead(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the bookings whose `lead` is known: whole local days from booking to visit, none of them below zero."""
    days = ExpressionWrapper(F("local_date") - F("booked_day"), output_field=DurationField())
    known: QuerySet[Any] = rows.alias(lead=days).filter(lead__gte=timedelta(0))
    return known


def _spread(rows: QuerySet[Any]) -> Figure:
    _, lines = spread(rows, "lead", STEPS, LATER)
    columns = (
        Column("Booked before the visit", Unit.TEXT), Column("Bookings", tone="confirmed"),
        Column("Share", Unit.PERCENT), Column("Share until then", Unit.PERCENT),
    )  # fmt: skip
    says = "Whole days between the day of booking and the day of the visit, in the location's time zone."
    return Figure("lead-time", "Lead time", columns, lines, Plot((1,)), says)


def _by_day(question: Question, rows: QuerySet[Any]) -> Figure:
    asked = rows.values_list("step").annotate(
        number=Count("pk"), middle=Percentile("lead", 0.5), most=Percentile("lead", 0.9)
    )
    found = {step: rest for step, *rest in asked}
    lines = [(step, *found.get(step, (0, None, None))) for step in (question.steps() if found else ())]
    columns = (
        step_column(question), Column("Bookings"), Column("Median", Unit.DAYS, "confirmed"),
        Column("90 % within", Unit.DAYS, "cancelled"),
    )  # fmt: skip
    says = "By the day of booking."
    return Figure("lead-time-by-day", "Lead time over time", columns, lines, Plot((2, 3), kind="line"), says)
