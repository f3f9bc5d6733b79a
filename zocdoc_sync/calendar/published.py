"""The timeslots that Zocdoc is believed to show on provider days, read for many days at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter

from django.db.models import OuterRef, QuerySet, Subquery

from zocdoc_sync.models import DayState, DayVersion, ProviderDay, ProviderLocation
from zocdoc_sync.timeslots.slot import Slot
from zocdoc_sync.timeslots.versions import expected
from zocdoc_sync.timeslots.wall import instants


@dataclass(frozen=True)
class Opening:
    """A published start at a place, with all that Zocdoc says of it; `start` is UTC.

    A wall time that comes twice on its day stands at its first coming, as Zocdoc's format has no sign for the second.
    """

    provider_id: int
    day: date
    location_id: str
    zone: str
    start: datetime
    slots: tuple[Slot, ...]


def in_force(days: QuerySet[ProviderDay]) -> QuerySet[DayVersion]:
    """Return the version that Zocdoc is believed to show of each of these days, of those that have timeslots."""
    known = DayVersion.objects.filter(day=OuterRef("day")).exclude(state__in=(DayState.PLANNED, DayState.NOT_PUT))
    newest = Subquery(known.order_by("-number", "-pk").values("pk")[:1])
    rows: QuerySet[DayVersion] = DayVersion.objects.filter(day__in=days, pk=newest).exclude(slots=[])
    return rows.order_by("day__date", "pk")


def openings(versions: Iterable[DayVersion], *, at: str | None = None) -> list[Opening]:
    """Return what these versions publish, by time, at one location's id or everywhere.

    A wall time that no clock shows that day is left out.
    """
    found: dict[tuple[int, str, datetime], list[Slot]] = {}
    dates: dict[tuple[int, str, datetime], date] = {}
    for version in versions:
        shown = (slot for slot in expected(version) if at is None or slot.location_id == at)
        for slot in sorted(shown, key=attrgetter("location_id", "start")):
            for start in instants(slot.start, slot.zone)[:1]:
                key = (version.day.provider_id, slot.location_id, start)
                found.setdefault(key, []).append(slot)
                dates[key] = version.day.date
    made = [
        Opening(provider, dates[provider, location, start], location, slots[0].zone, start, tuple(slots))
        for (provider, location, start), slots in found.items()
    ]
    return sorted(made, key=attrgetter("start", "location_id"))


def opening_at(place: ProviderLocation, start: datetime) -> Opening | None:
    """Return the published timeslot of a place at an instant, None when there is none; one query."""
    if place.location is None or place.provider_id is None:
        return None
    # The local date of an instant is at most one day away from that of UTC.
    dates = [start.date() + timedelta(days=step) for step in (-1, 0, 1)]
    near = ProviderDay.objects.filter(connection_id=place.connection_id, provider_id=place.provider_id, date__in=dates)
    found = openings(in_force(near).select_related("day"))
    return next((one for one in found if (one.location_id, one.start) == (place.location.zocdoc_id, start)), None)
