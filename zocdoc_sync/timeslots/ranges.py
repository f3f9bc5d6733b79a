"""Timeslots from a range of wall time, such as 09:00 to 12:00 every 30 minutes."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from zocdoc_sync.timeslots.slot import Day, Slot
from zocdoc_sync.timeslots.wall import instants


@dataclass(frozen=True)
class Range:
    """Starts from `first` up to, and without, `until`, `every` so many minutes, at one location in its zone."""

    location_id: str
    zone: str
    first: time
    until: time
    every: int
    allowed: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    patient_type: str = ""


@dataclass(frozen=True)
class Filled:
    """The slots of a range on one day, and the wall times that the clocks leave out on it."""

    slots: Day
    skipped: tuple[datetime, ...] = ()


def filled(one: Range, day: date) -> Filled:
    """Return the slots of a range on a day; raise ValueError for steps below one minute."""
    if one.every < 1:
        raise ValueError("A range has a timeslot every so many minutes, at least 1.")
    starts = _starts(one, day)
    real = {start for start in starts if instants(start, one.zone)}
    skipped = tuple(start for start in starts if start not in real)
    return Filled(frozenset(_slot(one, start) for start in real), skipped)


def moved(slots: Day, day: date) -> Filled:
    """Return slots copied to another day at the same wall time, without those that the clocks leave out there."""
    copies = {replace(slot, start=datetime.combine(day, slot.start.time())) for slot in slots}
    real = frozenset(slot for slot in copies if instants(slot.start, slot.zone))
    return Filled(real, tuple(sorted({slot.start for slot in copies - real})))


def _starts(one: Range, day: date) -> list[datetime]:
    first, until = datetime.combine(day, one.first), datetime.combine(day, one.until)
    step = timedelta(minutes=one.every)
    count = max(0, -((first - until) // step))
    return [first + step * number for number in range(count)]


def _slot(one: Range, start: datetime) -> Slot:
    return Slot(one.location_id, start, one.zone, one.allowed, one.excluded, one.patient_type)
