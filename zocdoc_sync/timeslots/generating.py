"""The days that a provider's templates and special days make, with what a person should see about each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from zocdoc_sync.models import Provider
from zocdoc_sync.timeslots.exceptions import Special, days_between, specials_of
from zocdoc_sync.timeslots.ranges import filled
from zocdoc_sync.timeslots.slot import Day
from zocdoc_sync.timeslots.templates import weeks_of
from zocdoc_sync.timeslots.wall import clocks_change
from zocdoc_sync.timeslots.weekly import Ranges, Week, together


@dataclass(frozen=True)
class DayPlan:
    """One made day: `skipped` are wall times that do not exist, `special` says why it is not as its weekday."""

    day: date
    slots: Day
    skipped: tuple[datetime, ...] = ()
    special: str = ""
    clocks_change: bool = False
    zones: frozenset[str] = frozenset()

    @property
    def is_closed(self) -> bool:
        """Tell whether a closure empties the day."""
        return bool(self.special) and not self.slots and not self.skipped

    @property
    def twice(self) -> tuple[datetime, ...]:
        """Return the starts whose wall time comes twice; Zocdoc's format has one slot for both."""
        return tuple(sorted({slot.start for slot in self.slots if slot.is_twice})) if self.clocks_change else ()

    @property
    def clashes(self) -> tuple[datetime, ...]:
        """Return the starts of more than one timeslot: templates that overlap, or two locations at once."""
        starts = Counter(slot.start for slot in self.slots)
        return tuple(sorted(start for start, count in starts.items() if count > 1))


def plans_of(provider: Provider, first: date, last: date) -> list[DayPlan]:
    """Return the days of a range that the provider's templates speak of, in order; others are not to be touched."""
    weeks, specials = weeks_of(provider), specials_of(provider, first, last)
    made = (day_plan(weeks, specials, day) for day in days_between(first, last))
    return [one for one in made if one is not None]


def day_plan(weeks: tuple[Week, ...], specials: Mapping[date, Special], day: date) -> DayPlan | None:
    """Return one day, None when neither a valid template nor hours of its own say anything of it."""
    valid, special = [week for week in weeks if week.covers(day)], specials.get(day)
    if not valid and not (special and special.hours):
        return None
    hours: Ranges = special.hours if special else tuple(one for week in valid for one in week.on(day))
    made = together(filled(one, day) for one in hours)
    zones = {one.zone for week in valid for rules in week.weekdays.values() for one in rules} | {o.zone for o in hours}
    changes = any(clocks_change(day, zone) for zone in zones)
    return DayPlan(day, made.slots, made.skipped, special.why if special else "", changes, frozenset(zones))
