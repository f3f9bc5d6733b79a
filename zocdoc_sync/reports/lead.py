"""How long before the visit people book."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, QuerySet

from zocdoc_sync.reports.days import booked, step_column
from zocdoc_sync.reports.figure import Column, Figure, Plot, Unit
from zocdoc_sync.reports.percentile import percentile
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
    # So few leads are possible that the database counts each of them, and the rest follows from that.
    found: dict[date, Counter[timedelta]] = defaultdict(Counter)
    for step, days, number in with_lead(booked(question)).values_list("step", "lead").annotate(number=Count("pk")):
        found[step][days] = number
    return [_spread(sum(found.values(), Counter())), _by_day(question, found)]


def with_lead(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the bookings whose `lead` is known: whole local days from booking to visit, none of them below zero."""
    days = ExpressionWrapper(F("local_date") - F("booked_day"), output_field=DurationField())
    known: QuerySet[Any] = rows.annotate(lead=days).filter(lead__gte=timedelta(0))
    return known


def _spread(counts: Counter[timedelta]) -> Figure:
    until = {title: sum(number for days, number in counts.items() if days <= most) for title, most in STEPS.items()}
    lines = spread(until, LATER, counts.total())
    columns = (
        Column("Booked before the visit", Unit.TEXT), Column("Bookings", tone="confirmed"),
        Column("Share", Unit.PERCENT), Column("Share until then", Unit.PERCENT),
    )  # fmt: skip
    says = "Whole days between the day of booking and the day of the visit, in the location's time zone."
    return Figure("lead-time", "Lead time", columns, lines, Plot((1,)), says)


def _by_day(question: Question, found: Mapping[date, Counter[timedelta]]) -> Figure:
    counts = [(step, found.get(step, Counter())) for step in (question.steps() if found else ())]
    lines = [(step, one.total(), percentile(one, 0.5), percentile(one, 0.9)) for step, one in counts]
    columns = (
        step_column(question), Column("Bookings"), Column("Median", Unit.DAYS, "confirmed"),
        Column("90 % within", Unit.DAYS, "cancelled"),
    )  # fmt: skip
    return Figure(
        "lead-time-by-day", "Lead time over time", columns, lines, Plot((2, 3), kind="line"), "By the day of booking."
    )
