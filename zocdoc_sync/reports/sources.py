"""Where bookings come from, and what becomes of them."""

from collections import Counter, defaultdict
from datetime import timedelta

from django.db.models import Count, Q

from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.reports.days import booked
from zocdoc_sync.reports.figure import Column, Figure, Plot, Unit, share
from zocdoc_sync.reports.lead import with_lead
from zocdoc_sync.reports.percentile import percentile
from zocdoc_sync.reports.question import Question

PLOTTED = 12
UNTOLD = "Not told by Zocdoc"


def sources(question: Question) -> list[Figure]:
    """Return for each source its bookings, its share, what was cancelled or missed, and its median lead time."""
    rows = booked(question)
    found = rows.values_list("source").annotate(
        number=Count("pk"),
        cancelled=Count("pk", filter=Q(status=AppointmentStatus.CANCELLED)),
        missed=Count("pk", filter=Q(status=AppointmentStatus.NO_SHOW)),
    )
    leads: dict[str, Counter[timedelta]] = defaultdict(Counter)
    for source, days, number in with_lead(rows).values_list("source", "lead").annotate(number=Count("pk")):
        leads[source][days] = number
    counted = sorted(found, key=lambda row: (-row[1], row[0]))
    total = sum(number for _, number, *_ in counted)
    lines = [
        (
            source or UNTOLD, number, share(number, total), cancelled, share(cancelled, number), missed,
            share(missed, number), percentile(leads[source], 0.5),
        )
        for source, number, cancelled, missed in counted
    ]  # fmt: skip
    columns = (
        Column("Source", Unit.TEXT), Column("Bookings", tone="confirmed"), Column("Share", Unit.PERCENT),
        Column("Cancelled"), Column("Cancelled, share", Unit.PERCENT), Column("No-shows"),
        Column("No-shows, share", Unit.PERCENT), Column("Median lead time", Unit.DAYS),
    )  # fmt: skip
    says = "By the day of booking, under the status that each booking has now."
    plot = Plot((1,), across=True, most=PLOTTED)
    return [Figure("sources", "Bookings by source", columns, lines, plot, says)]
