"""Bookings by the day on which they were made, and what has become of them."""

from collections import Counter, defaultdict
from datetime import date

from django.db.models import Count

from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.reports.days import booked, step_column
from zocdoc_sync.reports.figure import Column, Figure, Plot
from zocdoc_sync.reports.question import Question

OTHER = "other"


def bookings(question: Question) -> list[Figure]:
    """Return the bookings of each day, split by the status that they have now."""
    counts: dict[date, Counter[str]] = defaultdict(Counter)
    for step, status, number in booked(question).values_list("step", "status").annotate(number=Count("pk")):
        counts[step][status if status in AppointmentStatus else OTHER] += number
    seen = set().union(*counts.values())
    statuses = [(word, label) for word, label in [*AppointmentStatus.choices, (OTHER, "Other")] if word in seen]
    columns = (step_column(question), Column("Bookings"), *(Column(str(label), tone=word) for word, label in statuses))
    rows = [
        (step, counts[step].total(), *(counts[step][word] for word, _ in statuses))
        for step in (question.steps() if counts else ())
    ]
    plot = Plot(tuple(range(2, len(columns))), stacked=True)
    says = "Each booking counts on the day on which it was made, under the status that it has now."
    total = ("All", *(sum(column) for column in list(zip(*rows, strict=True))[1:]))
    title = f"Bookings by {'week' if question.by_week else 'day'} and status"
    return [Figure("bookings", title, columns, rows, plot, says, total)]
