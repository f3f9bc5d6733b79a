"""A comparison as a heat map: one row a provider, one cell a day, each with a mark, a number and words."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse

from zocdoc_sync.drift.judging import KINDS
from zocdoc_sync.models import DriftDay, DriftProvider, DriftRun, Provider

# From so many times on, a day stands out.
MANY = 5
DAY_PAGE = "admin:providerday_edit"


@dataclass(frozen=True)
class Cell:
    """One day of one provider; `tone` colours it, `mark` and `number` say the same without colour."""

    tone: str
    mark: str
    number: str
    words: str
    link: str = ""


@dataclass
class Row:
    """One provider: the cells of its days, or why there are none."""

    provider: Provider
    state: str
    fault: str = ""
    cells: list[Cell] = field(default_factory=list)
    total: int = 0


@dataclass(frozen=True)
class Found:
    """One time that does not fit, as the table lists it."""

    provider: Provider
    date: date
    wall: str
    kind: str
    location: str
    link: str


def short_day(day: date) -> str:
    """Return a day such as "Tue 24 Nov"."""
    return f"{day:%a} {day.day} {day:%b}"


def days_of(run: DriftRun) -> list[date]:
    """Return the days of a run."""
    return [run.first + timedelta(days=number) for number in range(run.days)]


def day_link(provider: Provider, day: date) -> str:
    """Return the address of a provider's day, or of the provider where days have no page."""
    try:
        return reverse(DAY_PAGE, args=(provider.pk, day.isoformat()))
    except NoReverseMatch:
        return reverse("admin:zocdoc_sync_provider_change", args=(provider.pk,))


def rows_of(
    run: DriftRun, providers: Sequence[DriftProvider], found: Collection[DriftDay], kinds: Sequence[str]
) -> list[Row]:
    """Return the rows of the heat map, counting these kinds of misfits."""
    by_place = {(day.provider_id, day.date): day for day in found}
    return [_row(run, one, by_place, kinds) for one in providers]


def _row(run: DriftRun, one: DriftProvider, days: dict[Any, DriftDay], kinds: Sequence[str]) -> Row:
    state = "failed" if one.fault else "done" if one.read_at else "waiting"
    row = Row(one.provider, state, one.fault)
    if state == "done":
        mine = [(day, days.get((one.provider_id, day))) for day in days_of(run)]
        there = reverse("admin:zocdoc_sync_driftrun_change", args=(run.pk,))
        row.cells = [_cell(one.provider, day, kept, kinds, there) for day, kept in mine]
        row.total = sum(_count(kept, kinds) for _, kept in mine if kept)
    return row


def _count(day: DriftDay, kinds: Sequence[str]) -> int:
    return sum(getattr(day, kind) for kind in kinds)


def _cell(provider: Provider, day: date, kept: DriftDay | None, kinds: Sequence[str], there: str) -> Cell:
    link, named = day_link(provider, day), f"{provider}, {short_day(day)}"
    if kept is None or kept.fault:
        return Cell("ask", "?", "", f"{named}: could not be read", link)
    count = _count(kept, kinds)
    numbers = f"{kept.published} published, {kept.bookable} bookable, {kept.booked} booked"
    if count:
        told = ", ".join(f"{number} {KINDS[kind].lower()}" for kind in kinds if (number := getattr(kept, kind)))
        link = f"{there}?provider={provider.pk}&day={day}#found"
        return Cell("bad" if count >= MANY else "wait", "!", str(count), f"{named}: {told}; {numbers}", link)
    if not kept.published and not kept.bookable and not kept.booked:
        return Cell("none", "·", "", f"{named}: nothing published or booked", link)
    return Cell("ok", "✓", "", f"{named}: fits; {numbers}", link)


def found_in(days: Collection[DriftDay], kinds: Sequence[str], locations: dict[str, str]) -> Iterator[Found]:
    """Yield the times that do not fit, by day, provider and time."""
    for day in sorted(days, key=lambda one: (one.date, str(one.provider))):
        link = day_link(day.provider, day.date)
        for kind, location_id, wall in sorted(day.findings, key=lambda one: one[2]):
            if kind in kinds:
                where = locations.get(location_id, location_id)
                yield Found(day.provider, day.date, wall, KINDS.get(kind, kind), where, link)
