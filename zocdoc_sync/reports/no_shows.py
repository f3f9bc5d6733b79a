"""Patients who did not come, by provider."""

from django.db.models import Count, Q

from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.reports.days import visits
from zocdoc_sync.reports.figure import Column, Figure, Plot, Unit, share
from zocdoc_sync.reports.question import Question

EXPECTED = (AppointmentStatus.CONFIRMED, AppointmentStatus.RESCHEDULED, AppointmentStatus.NO_SHOW)
PLOTTED = 20
UNKNOWN = "Provider not known"


def no_shows(question: Question) -> list[Figure]:
    """Return for each provider how many patients were expected and how many did not come; the most first."""
    past = visits(question).filter(status__in=EXPECTED, start_time__lt=question.now)
    missed = Count("pk", filter=Q(status=AppointmentStatus.NO_SHOW))
    found = past.values_list("provider_id", "provider__name", "provider__zocdoc_id").annotate(
        expected=Count("pk"), missed=missed
    )
    rows = [
        (name or zocdoc_id or UNKNOWN, expected, missed, share(missed, expected))
        for _, name, zocdoc_id, expected, missed in found
    ]
    rows.sort(key=lambda row: (-(row[3] or 0), -row[1], row[0]))
    columns = (
        Column("Provider", Unit.TEXT), Column("Expected"), Column("No-shows"),
        Column("No-show rate", Unit.PERCENT, "no_show"),
    )  # fmt: skip
    says = (
        "Visits that have begun and were not cancelled. A patient who is not marked as a no-show counts as having "
        f"come; the plot shows the {PLOTTED} highest rates."
    )
    expected, missed_in_all = sum(row[1] for row in rows), sum(row[2] for row in rows)
    total = ("All", expected, missed_in_all, share(missed_in_all, expected))
    plot = Plot((3,), across=True, most=PLOTTED)
    return [Figure("no-shows", "No-shows by provider", columns, rows, plot, says, total)]
