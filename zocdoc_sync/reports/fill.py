"""How full the published timeslots are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Subquery

from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.models import DayState, DayVersion, Location, ProviderDay
from zocdoc_sync.operations.rules import MOVABLE
from zocdoc_sync.reports.days import step_column, step_of, visits
from zocdoc_sync.reports.figure import Column, Figure, Plot, Unit, share
from zocdoc_sync.reports.published import PublishedSlots
from zocdoc_sync.reports.question import Question

# Who has one of these holds the time: nobody else could book it.
HOLDS = (*sorted(MOVABLE), AppointmentStatus.NO_SHOW)
NOT_IN_FORCE = (DayState.PLANNED, DayState.NOT_PUT)
PLOTTED = 20
EVERYWHERE, NOWHERE = "", "-"
UNKNOWN = "No timeslots are known for these days. Open the days under “Provider days”, or publish them, and they count."


@dataclass
class Sums:
    """How many provider days are known, and their timeslots and visits."""

    days: int = 0
    slots: int = 0
    visits: int = 0

    def add(self, slots: int, visits: int) -> None:
        """Add a provider day."""
        self.days, self.slots, self.visits = self.days + 1, self.slots + slots, self.visits + visits

    @property
    def cells(self) -> tuple[int, int, int, float | None]:
        """Return the sums as cells of a table, with how full the days are."""
        return self.days, self.slots, self.visits, share(self.visits, self.slots)


def fill(question: Question) -> list[Figure]:
    """Return published timeslots and booked visits by day and by provider, of days whose timeslots are known."""
    held, whole = _held(question), Sums()
    steps: dict[date, Sums] = defaultdict(Sums)
    providers: dict[tuple[str, int], Sums] = defaultdict(Sums)
    for step, day, provider, name, zocdoc_id, slots in _known(question):
        visits = held.get((provider, day), 0)
        for sums in (whole, steps[step], providers[name or zocdoc_id, provider]):
            sums.add(slots, visits)
    total = ("All", *whole.cells)
    return [_by_day(question, steps, total), _by_provider(providers, total)]


def _held(question: Question) -> dict[tuple[int, date], int]:
    """Return how many visits hold a time of each provider's day."""
    counted = visits(question).filter(status__in=HOLDS, provider__isnull=False)
    found = counted.values_list("provider_id", "local_date").annotate(number=Count("pk"))
    return {(provider, day): number for provider, day, number in found}


def _known(question: Question) -> Iterator[tuple[Any, ...]]:
    days = ProviderDay.objects.filter(
        connection__in=question.connections, date__range=(question.first, question.last)
    ).order_by()
    if question.provider is not None:
        days = days.filter(provider=question.provider)
    rows = days.annotate(step=step_of(F("date"), question), published=_published(question))
    shown = rows.values_list("step", "date", "provider_id", "provider__name", "provider__zocdoc_id", "published")
    # A day of which nothing is known, and one without timeslots at the location, says nothing about how full it is.
    return (row for row in shown if row[-1])


def _published(question: Question) -> Any:
    place = EVERYWHERE if question.location is None else _zocdoc_id(question.connections, question.location)
    versions = DayVersion.objects.filter(day=OuterRef("pk")).exclude(state__in=NOT_IN_FORCE).order_by("-number", "-pk")
    counted = versions.annotate(count=PublishedSlots("slots", "lost_locations", place)).values("count")[:1]
    return Subquery(counted, output_field=IntegerField())


def _zocdoc_id(connections: Iterable[int], location: int) -> str:
    rows = Location.objects.filter(connection__in=connections, pk=location)
    return rows.values_list("zocdoc_id", flat=True).first() or NOWHERE


def _by_day(question: Question, steps: Mapping[date, Sums], total: tuple[Any, ...]) -> Figure:
    rows = [(step, *steps.get(step, Sums()).cells) for step in (question.steps() if steps else ())]
    columns = (
        step_column(question), Column("Provider days known"), Column("Published", tone="other"),
        Column("Booked", tone="confirmed"), Column("Fill", Unit.PERCENT),
    )  # fmt: skip
    says = (
        "Visits that hold a time, beside the timeslots that were published for it. Only days whose timeslots were read "
        "or published here count; a visit that takes longer than a timeslot counts once."
    )
    title = f"Slot fill by {'week' if question.by_week else 'day'}"
    return Figure("slot-fill", title, columns, rows, Plot((2, 3)), says, total, UNKNOWN)


def _by_provider(providers: Mapping[tuple[str, int], Sums], total: tuple[Any, ...]) -> Figure:
    fullest = sorted(providers.items(), key=lambda pair: (-pair[1].visits / pair[1].slots, pair[0]))
    rows = [(name, *sums.cells) for (name, _), sums in fullest]
    columns = (
        Column("Provider", Unit.TEXT), Column("Days known"), Column("Published"), Column("Booked"),
        Column("Fill", Unit.PERCENT, "confirmed"),
    )  # fmt: skip
    plot = Plot((4,), across=True, most=PLOTTED)
    return Figure(
        "slot-fill-by-provider", "Slot fill by provider", columns, rows, plot, "The fullest first.", total, UNKNOWN
    )
