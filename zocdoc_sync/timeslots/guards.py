"""What must be asked before a day is replaced, as data that pages and jobs read."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from zocdoc_sync.timeslots.slot import Day

EMPTY, CLEARED, HALF, BOOKED, PLACES, CHANGED = "empty", "cleared", "half", "booked", "places", "changed"


@dataclass(frozen=True)
class Guard:
    """One thing to acknowledge by its code; `typed` is the text that must be typed to do so, "" when a tick does."""

    code: str
    sentence: str
    typed: str = ""


@dataclass(frozen=True)
class Situation:
    """All that decides what is asked: the day at Zocdoc now and when it was shown, and what is to replace it.

    `booked` holds (location id, local start) of the appointments of that day, `names` what people call the locations.
    """

    day: date
    shown: Day
    current: Day
    wanted: Day
    known_locations: Collection[str]
    booked: Collection[tuple[str, datetime]]
    names: Mapping[str, str] = field(default_factory=dict)


def guards(now: Situation) -> tuple[Guard, ...]:
    """Return what must be acknowledged before the wanted day is sent, none for a harmless change."""
    asked = (_changed(now), _emptied(now), _cleared(now), _halved(now), _dropped(now), _strange(now))
    return tuple(guard for guard in asked if guard)


def unmet(asked: Collection[Guard], said: Collection[str], typed: str) -> tuple[Guard, ...]:
    """Return the guards that were neither acknowledged nor, where a text is needed, answered with that text."""
    return tuple(guard for guard in asked if (typed.strip() != guard.typed if guard.typed else guard.code not in said))


def _changed(now: Situation) -> Guard | None:
    if now.shown == now.current:
        return None
    came, went = len(now.current - now.shown), len(now.shown - now.current)
    return Guard(CHANGED, f"The day changed at Zocdoc since it was read here: {came} timeslots came, {went} went.")


def _emptied(now: Situation) -> Guard | None:
    if now.wanted:
        return None
    sentence = f"This deletes all {len(now.current)} timeslots of the day, at all locations. Type {now.day} to do it."
    return Guard(EMPTY, sentence, typed=str(now.day))


def _cleared(now: Situation) -> Guard | None:
    """Ask about a location that loses all it has: who wrote a week for one location may not have thought of another."""
    lost = Counter(slot.location_id for slot in now.current)
    for slot in now.wanted:
        lost.pop(slot.location_id, None)
    if not now.wanted or not lost:
        return None
    told = ", ".join(sorted(f"{now.names.get(place) or place} ({count})" for place, count in lost.items()))
    return Guard(CLEARED, f"All timeslots of a location go away: {told}.")


def _halved(now: Situation) -> Guard | None:
    lost = len({slot.place for slot in now.current} - {slot.place for slot in now.wanted})
    before = len({slot.place for slot in now.current})
    if not now.wanted or lost * 2 <= before:
        return None
    return Guard(HALF, f"{lost} of {before} timeslots go away, more than half.")


def _dropped(now: Situation) -> Guard | None:
    gone = {slot.place for slot in now.current} - {slot.place for slot in now.wanted}
    dropped = sorted(gone & set(now.booked), key=lambda place: (place[1], place[0]))
    if not dropped:
        return None
    times = ", ".join(f"{start:%H:%M}" for _, start in dropped)
    return Guard(BOOKED, f"A timeslot that goes away has a booking: {times}. The appointment itself stays.")


def _strange(now: Situation) -> Guard | None:
    strange = sorted({slot.location_id for slot in now.wanted} - set(now.known_locations))
    if not strange:
        return None
    return Guard(
        PLACES, f"Not a location of this provider: {', '.join(strange)}. Zocdoc drops such timeslots silently."
    )
