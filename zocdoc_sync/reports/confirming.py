"""How long bookings wait until they are confirmed."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, QuerySet
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
    waits = _confirmations(rows)
    return [_by_day(question, waits), _spread(waits, rows.count())]


def _confirmations(rows: QuerySet[Any]) -> QuerySet[Any]:
    # A booking leaves "to confirm" for "confirmed" once; later confirmations answer to a move.
    first = {"changes__kind": ChangeKind.CONFIRMED, "changes__fields__status__0": AppointmentStatus.PENDING_BOOKING}
    confirmed = Coalesce("changes__modified_time", "changes__observed_at")
    wait = ExpressionWrapper(confirmed - F("created_time"), output_field=DurationField())
    waits: QuerySet[Any] = rows.filter(**first).alias(wait=wait).filter(wait__gte=timedelta(0))
    return waits


def _by_day(question: Question, waits: QuerySet[Any]) -> Figure:
    asked = waits.values_list("step").annotate(
        number=Count("pk"), middle=Percentile("wait", 0.5), most=Percentile("wait", 0.9)
    )
    found = {step: rest for step, *rest in asked}
    rows = [(step, *found.get(step, (0, None, None))) for step in (question.steps() if found else ())]
    columns = (
        step_column(question), Column("Confirmed"), Column("Median", Unit.LENGTH, "confirmed"),
        Column("90 % within", Unit.LENGTH, "cancelled"),
    )  # fmt: skip
    says = "From booking to confirmation, by the day of booking. Half of the bookings waited no longer than the median."
    plot = Plot((2, 3), kind="line")
    return Figure("time-to-confirm", "Time to confirm", columns, rows, plot, says, empty=UNSEEN)


def _spread(waits: QuerySet[Any], total: int) -> Figure:
    known, rows = spread(waits, "wait", STEPS, LATER)
    columns = (
        Column("Confirmed", Unit.TEXT), Column("Bookings", tone="confirmed"), Column("Share", Unit.PERCENT),
        Column("Share until then", Unit.PERCENT),
    )  # fmt: skip
    says = (
        f"Known for {known:,} of {total:,} bookings: those that were seen first waiting and then confirmed. What was "
        "confirmed before it was first seen has no time here."
    )
    return Figure("confirmed-within", "How soon", columns, rows, Plot((1,)), says, empty=UNSEEN)
