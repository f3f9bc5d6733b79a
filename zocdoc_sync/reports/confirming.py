"""How long bookings wait until they are confirmed."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, Q, QuerySet, When
from django.db.models.functions import Coalesce

from zocdoc_sync.enums import AppointmentStatus, ChangeKind
from zocdoc_sync.reports.days import booked, step_column
from zocdoc_sync.reports.figure import Column, Figure, Plot, Unit
from zocdoc_sync.reports.percentile import Percentile
from zocdoc_sync.reports.question import Question
from zocdoc_sync.reports.spread import spread

STEPS = {
    "within 5 minutes": timedelta(minutes=5),
    "5 to 15 minutes": timedelta(minutes=15),
    "15 to 60 minutes": timedelta(hours=1),
    "1 to 4 hours": timedelta(hours=4),
    "4 to 12 hours": timedelta(hours=12),
    "12 to 24 hours": timedelta(hours=24),
}
LATER = "more than 24 hours"
UNSEEN = "No booking of these days was seen first waiting and then confirmed."


def confirming(question: Question) -> list[Figure]:
    """Return the waiting time by day of booking and its spread, of bookings whose confirmation was seen."""
    rows = booked(question)
    asked = _confirmations(rows).values("step")
    steps = {one["step"]: one for one in asked.annotate(number=Count("pk"), **_counts(), **_middles())}
    return [_by_day(question, steps), _spread(list(steps.values()), rows.count())]


def _confirmations(rows: QuerySet[Any]) -> QuerySet[Any]:
    # A booking leaves "to confirm" for "confirmed" once; later confirmations answer to a move.
    first = Q(changes__fields__status__0=AppointmentStatus.PENDING_BOOKING)
    confirmed = Coalesce("changes__modified_time", "changes__observed_at")
    wait = ExpressionWrapper(confirmed - F("created_time"), output_field=DurationField())
    seen = rows.filter(changes__kind=ChangeKind.CONFIRMED)
    # PostgreSQL takes a comparison inside of JSON for rare and then joins row by row; of a CASE it expects half.
    told = seen.alias(first=Case(When(first, then=True), default=False), wait=wait)
    waits: QuerySet[Any] = told.filter(first=True, wait__gte=timedelta(0))
    return waits


def _counts() -> dict[str, Any]:
    return {f"until_{place}": Count("pk", filter=Q(wait__lte=most)) for place, most in enumerate(STEPS.values())}


def _middles() -> dict[str, Any]:
    return {"middle": Percentile("wait", 0.5), "most": Percentile("wait", 0.9)}


def _by_day(question: Question, found: Mapping[date, Mapping[str, Any]]) -> Figure:
    nothing = {"number": 0, "middle": None, "most": None}
    days = [(step, found.get(step, nothing)) for step in (question.steps() if found else ())]
    rows = [(step, one["number"], one["middle"], one["most"]) for step, one in days]
    columns = (
        step_column(question), Column("Confirmed"), Column("Median", Unit.LENGTH, "confirmed"),
        Column("90 % within", Unit.LENGTH, "cancelled"),
    )  # fmt: skip
    says = "From booking to confirmation, by the day of booking. Half of the bookings waited no longer than the median."
    plot = Plot((2, 3), kind="line")
    return Figure("time-to-confirm", "Time to confirm", columns, rows, plot, says, empty=UNSEEN)


def _spread(found: Sequence[Mapping[str, Any]], total: int) -> Figure:
    known = sum(one["number"] for one in found)
    rows = spread(
        {title: sum(one[f"until_{place}"] for one in found) for place, title in enumerate(STEPS)}, LATER, known
    )
    columns = (
        Column("Confirmed", Unit.TEXT), Column("Bookings", tone="confirmed"), Column("Share", Unit.PERCENT),
        Column("Share until then", Unit.PERCENT),
    )  # fmt: skip
    says = (
        f"Known for {known:,} of {total:,} bookings: those that were seen first waiting and then confirmed. What was "
        "confirmed before it was first seen has no time here."
    )
    return Figure("confirmed-within", "How soon", columns, rows, Plot((1,)), says, empty=UNSEEN)
