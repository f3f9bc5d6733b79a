"""Editing a draft: each edit returns the new draft and one sentence, and changes nothing at Zocdoc."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time

from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_time

from zocdoc_sync.admin.timeslots.draft import Draft
from zocdoc_sync.admin.timeslots.forms import RangeForm, TakingForm, too_many
from zocdoc_sync.timeslots.ranges import filled
from zocdoc_sync.timeslots.slot import Day, digest

NOTHING_CHOSEN = "Choose timeslots first: tick them, or give a from and until."


@dataclass(frozen=True)
class Edited:
    """What came of an edit; `form` is the range form when it must be corrected."""

    draft: Draft
    sentence: str
    ok: bool = True
    form: RangeForm | None = None


def add(draft: Draft, posted: QueryDict) -> Edited:
    """Add a range; times that the clocks leave out are named."""
    form = RangeForm(draft.provider, posted)
    if not form.is_valid():
        return Edited(draft, "The range needs a correction: see below.", ok=False, form=form)
    made = filled(form.range(), draft.day)
    fresh = {slot.place for slot in made.slots} - {slot.place for slot in draft.wanted}
    new = frozenset(slot for slot in made.slots if slot.place in fresh)
    fault = too_many(len(draft.wanted | new))
    if fault:
        return Edited(draft, fault, ok=False, form=form)
    left_out = left_out_words(made.skipped, form.range().zone)
    there = f" {len(made.slots) - len(new)} were there already." if len(new) < len(made.slots) else ""
    twice = sorted(f"{slot.start:%H:%M}" for slot in new if slot.is_twice)
    again = f" On this day the clock shows {', '.join(twice)} twice: one timeslot stands for both." if twice else ""
    sentence = f"{len(new)} timeslots added to the draft.{there}{left_out}{again}"
    return Edited(draft.wanting(draft.wanted | new), sentence, ok=bool(new) or not left_out)


def remove(draft: Draft, posted: QueryDict) -> Edited:
    """Take the chosen timeslots out of the draft."""
    chosen = _chosen(draft, posted)
    if not chosen:
        return Edited(draft, NOTHING_CHOSEN, ok=False)
    return Edited(draft.wanting(draft.wanted - chosen), f"{len(chosen)} timeslots taken out of the draft.")


def change(draft: Draft, posted: QueryDict) -> Edited:
    """Change what the chosen timeslots take."""
    chosen, form = _chosen(draft, posted), TakingForm(draft.provider, posted, prefix="take")
    if not chosen or not form.is_valid():
        return Edited(draft, NOTHING_CHOSEN if not chosen else "Choose visit reasons of this clinic.", ok=False)
    changed = frozenset(replace(slot, **form.taken()) for slot in chosen)
    return Edited(draft.wanting(draft.wanted - chosen | changed), f"{len(chosen)} timeslots changed in the draft.")


EDITS: dict[str, Callable[[Draft, QueryDict], Edited]] = {"add": add, "remove": remove, "change": change}


def edited(request: HttpRequest, draft: Draft) -> Edited:
    """Do the edit whose button was pressed; any other button only shows the draft."""
    edit = EDITS.get(request.POST.get("do", ""))
    return edit(draft, request.POST) if edit else Edited(draft, "")


def left_out_words(skipped: tuple[datetime, ...], zone: str) -> str:
    """Return the times that were left out because the clocks jump over them, "" for none."""
    if not skipped:
        return ""
    clocks = ", ".join(f"{start:%H:%M}" for start in skipped)
    return f" Left out, since the clocks go forward over it on {skipped[0]:%Y-%m-%d} in {zone}: {clocks}."


def _chosen(draft: Draft, posted: QueryDict) -> Day:
    ticked = set(posted.getlist("slot"))
    first, until, place = _clock(posted, "from"), _clock(posted, "until"), posted.get("at", "")
    return frozenset(
        slot
        for slot in draft.wanted
        if digest(frozenset({slot})) in ticked
        or (first and until and first <= slot.start.time() < until and place in ("", slot.location_id))
    )


def _clock(posted: QueryDict, name: str) -> time | None:
    try:
        return parse_time(posted.get(name, ""))
    except ValueError:
        return None
