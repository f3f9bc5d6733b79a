"""What changes between two days, location by location."""

from collections.abc import Iterable
from dataclasses import dataclass

from zocdoc_sync.timeslots.slot import Day


@dataclass(frozen=True)
class Difference:
    """What comes, goes and stays at one location."""

    location_id: str
    added: Day
    removed: Day
    kept: Day


def differences(old: Day, new: Day) -> tuple[Difference, ...]:
    """Return one difference for each location of either day, by location."""
    places = sorted({slot.location_id for slot in old | new})
    return tuple(
        Difference(place, _at(place, new - old), _at(place, old - new), _at(place, old & new)) for place in places
    )


def applied(old: Day, changes: Iterable[Difference]) -> Day:
    """Return the day that differences lead to."""
    day = old
    for change in changes:
        day = (day - change.removed) | change.added
    return day


def _at(place: str, slots: Day) -> Day:
    return frozenset(slot for slot in slots if slot.location_id == place)
