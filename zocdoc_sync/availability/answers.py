"""Free times as Zocdoc lists them, and what was left unsaid: a short listing never looks like a whole one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_datetime

UNSAID = "Zocdoc's answer says nothing of this place."
UNREADABLE = "Zocdoc's answer holds times that cannot be read."


@dataclass(frozen=True, order=True)
class FreeTime:
    """One start that can be booked now; `start` carries the offset of its place."""

    start: datetime
    place_id: str


@dataclass(frozen=True)
class Fault:
    """Places and days, both ends included, whose free times are not known, and why."""

    place_ids: tuple[str, ...]
    first: date
    last: date
    sentence: str


@dataclass
class FreeTimes:
    """What can be booked, earliest first, and what nobody knows; whole only without faults."""

    slots: list[FreeTime] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def add(self, other: "FreeTimes") -> None:
        """Take over what another call found."""
        self.slots += other.slots
        self.faults += other.faults


def collected(items: Iterable[Any], place_ids: tuple[str, ...], first: date, last: date, now: datetime) -> FreeTimes:
    """Return the times after `now` of one answer, with a fault for each place that it leaves out or garbles."""
    found = FreeTimes()
    told = {str(item.get("provider_location_id")): item.get("timeslots") for item in items if isinstance(item, Mapping)}
    for place_id in place_ids:
        if place_id not in told:
            found.faults.append(Fault((place_id,), first, last, UNSAID))
            continue
        starts = list(_starts(told[place_id]))
        if None in starts:
            found.faults.append(Fault((place_id,), first, last, UNREADABLE))
        found.slots += [FreeTime(start, place_id) for start in set(starts) if start is not None and start > now]
    return found


def _starts(slots: Any) -> Iterator[datetime | None]:
    """Yield each start of a place, None for one that is no time with an offset; null stands for no slots."""
    for slot in slots if isinstance(slots, list) else []:
        start = _instant(slot.get("start_time")) if isinstance(slot, Mapping) else None
        yield start if start is not None and start.tzinfo is not None else None


def _instant(text: Any) -> datetime | None:
    try:
        return parse_datetime(text) if isinstance(text, str) else None
    except ValueError:
        return None
