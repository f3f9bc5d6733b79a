"""How full the published timeslots are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.models import Appointment, DayState, DayVersion, Location, ProviderDay
from zocdoc_sync.operations.rules import MOVABLE
from zocdoc_sync.reports.days import step_column, step_of
from zocdoc_sync.reports.figure import Column, Figure, Plot, Unit, share
from zocdoc_sync.reports.published import PublishedSlots
from zocdoc_sync.reports.question import Question

# Who has one of these holds the time: nobody else could book it.
HOLDS = (*sorted(MOVABLE), AppointmentStatus.NO_SHOW)
NOT_IN_FORCE = (DayState.PLANNED, DayState.NOT_PUT)
PLOTTED = 20
EVERYWHERE, NOWHERE = "", "-"
UNKNOWN = "No timeslots are known for these days. Open the days under “Provider days”, or publish them, and they count."


def fill(question: Question) -> list[Figure]:
    """Return published timeslots and booked visits by day and by provider, of days whose timeslots are known."""
    found = list(_days(question))
    return [_by_day(question, found), _by_provider(found)]


def _days(question: Question) -> QuerySet[Any, Any]:
    days = ProviderDay.objects.filter(
        connection__in=question.connections, date__range=(question.first, question.last)
    ).order_by()
    if question.provider is not None:
        days = days.filter(provider=question.provider)
    known = days.annotate(step=step_of(F("date"), question), published=_published(question), taken=_taken(question))
    # A day of which nothing is known, and one without timeslots at the location, says nothing about how full it is.
    counted = known.filter(published__gt=0).values_list("step", "provider_id", "provider__name", "provider__zocdoc_id")
    summed: QuerySet[Any, Any] = counted.annotate(slots=Sum("published"), visits=Sum("taken"), days=Count("pk"))
    return summed


def _published(question: Question) -> Any:
    place = EVERYWHERE if question.location is None else _zocdoc_id(question.connections, question.location)
    versions = DayVersion.objects.filter(day=OuterRef("pk")).exclude(state__in=NOT_IN_FORCE).order_by("-number", "-pk")
    counted = versions.annotate(count=PublishedSlots("slots", "lost_locations", place)).values("count")[:1]
    return Subquery(counted, output_field=IntegerField())


def _zocdoc_id(connections: Iterable[int], location: int) -> str:
    rows = Location.objects.filter(connection__in=connections, pk=location)
    return rows.values_list("zocdoc_id", flat=True).first() or NOWHERE


def _taken(question: Question) -> Any:
    held = Appointment.objects.filter(
        connection=OuterRef("connection"), provider=OuterRef("provider"), local_date=OuterRef("date"),
        status__in=HOLDS, gone_at__isnull=True, **question.narrowed,
    )  # fmt: skip
    number = held.order_by().values("provider").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def _by_day(question: Question, found: Iterable[Any]) -> Figure:
    sums: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
    for step, _, _, _, slots, visits, days in found:
        sums[step] = [a + b for a, b in zip(sums[step], (days, slots, visits), strict=True)]
    rows = [
        (step, *sums[step], share(sums[step][2], sums[step][1])) for step in (question.steps() if sums else ())
    ]  # fmt: skip
    columns = (
        step_column(question), Column("Provider days known"), Column("Published", tone="other"),
        Column("Booked", tone="confirmed"), Column("Fill", Unit.PERCENT),
    )  # fmt: skip
    says = (
        "Visits that hold a time, beside the timeslots that were published for it. Only days whose timeslots were read "
        "or published here count; a visit that takes longer than a timeslot counts once."
    )
    title = f"Slot fill by {'week' if question.by_week else 'day'}"
    return Figure("slot-fill", title, columns, rows, Plot((2, 3)), says, _all(sums.values()), UNKNOWN)


def _by_provider(found: Iterable[Any]) -> Figure:
    names: dict[int, str] = {}
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for _, provider, name, zocdoc_id, slots, visits, days in found:
        names[provider] = name or zocdoc_id
        sums[provider] = [a + b for a, b in zip(sums[provider], (days, slots, visits), strict=True)]
    fullest = sorted(sums, key=lambda one: (-sums[one][2] / sums[one][1], names[one], one))
    rows = [(names[one], *sums[one], share(sums[one][2], sums[one][1])) for one in fullest]
    columns = (
        Column("Provider", Unit.TEXT), Column("Days known"), Column("Published"), Column("Booked"),
        Column("Fill", Unit.PERCENT, "confirmed"),
    )  # fmt: skip
    plot = Plot((4,), across=True, most=PLOTTED)
    title, total = "Slot fill by provider", _all(sums.values())
    return Figure("slot-fill-by-provider", title, columns, rows, plot, "The fullest first.", total, UNKNOWN)


def _all(sums: Iterable[list[int]]) -> tuple[Any, ...]:
    days, slots, visits = (sum(column) for column in zip((0, 0, 0), *sums, strict=True))
    return ("All", days, slots, visits, share(visits, slots))
