"""The reports that there are; their codes are in addresses and are not renamed."""

from collections.abc import Callable
from dataclasses import dataclass

from zocdoc_sync.reports.bookings import bookings
from zocdoc_sync.reports.confirming import confirming
from zocdoc_sync.reports.figure import Figure
from zocdoc_sync.reports.fill import fill
from zocdoc_sync.reports.lead import lead
from zocdoc_sync.reports.no_shows import no_shows
from zocdoc_sync.reports.question import Question
from zocdoc_sync.reports.sources import sources

APPOINTMENTS, DAYS = "zocdoc_sync.view_appointment", "zocdoc_sync.view_providerday"


@dataclass(frozen=True)
class Report:
    """One report: its title, what a person needs to see it, and what answers it."""

    title: str
    answer: Callable[[Question], list[Figure]]
    permissions: tuple[str, ...] = (APPOINTMENTS,)


REPORTS: dict[str, Report] = {
    "bookings": Report("Bookings", bookings),
    "time-to-confirm": Report("Time to confirm", confirming),
    "no-shows": Report("No-shows", no_shows),
    "lead-time": Report("Lead time", lead),
    "sources": Report("Sources", sources),
    "slot-fill": Report("Slot fill", fill, (APPOINTMENTS, DAYS)),
}
