"""Free times as a table: a row a place, a column a day, and a mark where nobody knows."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zocdoc_sync.admin.availability.places import place_name, specialties, zone_name
from zocdoc_sync.admin.times import zone_named
from zocdoc_sync.availability.answers import FreeTimes
from zocdoc_sync.models import ProviderLocation


@dataclass(frozen=True)
class Cell:
    """How many times are free at a place on a day; `known` is False where Zocdoc could not be asked."""

    day: date
    count: int
    known: bool


@dataclass(frozen=True)
class Row:
    """A place with its days; `first_free` is the earliest start in its own zone."""

    place: ProviderLocation
    name: str
    specialty: str
    first_free: str
    cells: list[Cell]


@dataclass(frozen=True)
class Grid:
    """The whole table; `faults` are sentences of (which places and days, why)."""

    days: list[date]
    rows: list[Row]
    faults: list[tuple[str, str]]
    total: int


def local_start(start: datetime, place: ProviderLocation) -> datetime:
    """Return a start in the place's zone; by the offset that Zocdoc sent where the zone is not known."""
    zone = zone_named(zone_name(place))
    return start.astimezone(zone) if zone else start


def grid(places: list[ProviderLocation], found: FreeTimes, first: date, last: date) -> Grid:
    """Return the table of what was found."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return Grid(
        days=days,
        rows=[_row(place, found, days) for place in places],
        faults=list(_faults(places, found)),
        total=len(found.slots),
    )


def _row(place: ProviderLocation, found: FreeTimes, days: list[date]) -> Row:
    starts = [local_start(slot.start, place) for slot in found.slots if slot.place_id == place.zocdoc_id]
    counts = Counter(start.date() for start in starts)
    unknown = [(fault.first, fault.last) for fault in found.faults if place.zocdoc_id in fault.place_ids]
    cells = [Cell(day, counts[day], not any(begin <= day <= end for begin, end in unknown)) for day in days]
    first = f"{starts[0]:%a} {starts[0].day} {starts[0]:%b}, {starts[0]:%H:%M}" if starts else ""
    return Row(place, place_name(place), specialties(place), first, cells)


def _faults(places: list[ProviderLocation], found: FreeTimes) -> Iterator[tuple[str, str]]:
    names = {place.zocdoc_id: place_name(place) for place in places}
    for fault in found.faults:
        which = [names.get(one, one) for one in fault.place_ids]
        shown = ", ".join(which[:3]) + (f" and {len(which) - 3} more" if len(which) > 3 else "")
        yield f"{shown}, {fault.first:%-d %b} to {fault.last:%-d %b}", fault.sentence
