"""Weekly templates: the timeslots of each day in wall time, with validity, closures and days of their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from zocdoc_sync.timeslots.ranges import Filled, Range, filled
from zocdoc_sync.timeslots.slot import Day

Ranges = tuple[Range, ...]


@dataclass(frozen=True)
class Week:
    """Ranges by weekday (0 is Monday), valid from a day to a day, both included; `exceptions` replace a single day.

    An exception without ranges is a closure.
    """

    weekdays: Mapping[int, Ranges]
    valid_from: date
    valid_to: date | None = None
    exceptions: Mapping[date, Ranges] = field(default_factory=dict)

    def covers(self, day: date) -> bool:
        """Tell whether the template says anything of a day: outside its validity it must not touch it."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def on(self, day: date) -> Ranges:
        """Return the ranges of a day that the template covers."""
        return self.exceptions.get(day, self.weekdays.get(day.weekday(), ()))


def day_from(week: Week, day: date) -> Filled | None:
    """Return the slots that a template gives a day, None for a day outside its validity."""
    if not week.covers(day):
        return None
    return together(filled(one, day) for one in week.on(day))


def together(parts: Iterable[Filled]) -> Filled:
    """Return several ranges of one day as one."""
    whole = tuple(parts)
    slots: Day = frozenset().union(*(part.slots for part in whole))
    return Filled(slots, tuple(sorted({start for part in whole for start in part.skipped})))
