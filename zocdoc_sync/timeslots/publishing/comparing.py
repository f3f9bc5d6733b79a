"""Comparing a day of a run with what Zocdoc has: nothing is sent."""

from collections.abc import Collection
from datetime import datetime

from zocdoc_sync.models import PublishDay, PublishDayState
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import InputRefused
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.timeslots.errors import DayNotRead
from zocdoc_sync.timeslots.guards import CHANGED, Guard, unmet
from zocdoc_sync.timeslots.publishing.moving import later, move
from zocdoc_sync.timeslots.putting import CODE, preview
from zocdoc_sync.timeslots.ranges import moved
from zocdoc_sync.timeslots.reading import look_at
from zocdoc_sync.timeslots.slot import Day, day_of, sent_day
from zocdoc_sync.timeslots.wish import Wish

State = PublishDayState


def compare(day: PublishDay, *, actor: Actor, now: datetime) -> bool:
    """Find out whether a day differs and what must be asked first; return False when Zocdoc did not tell.

    Raise NotPermitted.
    """
    try:
        wanted = _wanted(day, actor, now)
        current, asked = preview(wish_of(day, wanted), actor=actor, now=now)
    except DayNotRead as error:
        later(day, error.sentence, now)
        return False
    if wanted == current:
        move(day, State.SAME, sentence="", asked="")
        return True
    fault = _fault(day, wanted, actor, now)
    counts = {"added": len(wanted - current), "removed": len(current - wanted)}
    kept = {"wanted": sent_day(wanted), "shown": sent_day(current), "left_out": day.left_out, "tries": 0, **counts}
    if fault:
        move(day, State.REFUSED, sentence=fault, **kept)
    else:
        ask_or(day, State.WAITING, asked, due_at=now, **kept)
    return True


def wish_of(day: PublishDay, wanted: Day) -> Wish:
    """Return the wish that a day stands for, with what was said of it."""
    said = frozenset(day.said.split())
    # Who emptied days has typed their range; the guard of one day wants its own date.
    return Wish(day.provider, day.date, day_of(day.shown), wanted, said, str(day.date) if "empty" in said else "")


def ask_or(day: PublishDay, state: State, asked: tuple[Guard, ...], **values: object) -> None:
    """Bring a day to a state, or to a person when something was not acknowledged yet."""
    wish = wish_of(day, frozenset())
    # What Zocdoc has at this moment is what is compared: nothing can have changed since.
    open_ones = [one for one in unmet(asked, wish.said, wish.typed) if one.code != CHANGED]
    move(day, State.ASKS if open_ones else state, **asking(open_ones), **values)


def asking(guards: Collection[Guard]) -> dict[str, str]:
    """Return what a day asks, as its row keeps it; the date of a single day is not what is typed for a run."""
    words = (one.sentence.replace(f" Type {one.typed} to do it.", "") if one.typed else one.sentence for one in guards)
    return {"asked": " ".join(one.code for one in guards), "sentence": " ".join(words)}


def _wanted(day: PublishDay, actor: Actor, now: datetime) -> Day:
    if day.source is None:
        return day_of(day.wanted)
    copied = moved(look_at(day.provider, day.source, actor=actor, now=now), day.date)
    day.left_out = [f"{start:%H:%M}" for start in copied.skipped]
    return copied.slots


def _fault(day: PublishDay, wanted: Day, actor: Actor, now: datetime) -> str:
    """Return why Zocdoc would refuse the day, as the operation's own form says, "" when it would not."""
    fields = {"provider_id": day.provider.zocdoc_id, "date": str(day.date), "timeslots": sent_day(wanted)}
    try:
        perform(CODE, day.connection, fields, actor=actor, now=now, allow_empty=True, dry_run=True)
    except InputRefused as refused:
        return refused.sentence
    return ""
