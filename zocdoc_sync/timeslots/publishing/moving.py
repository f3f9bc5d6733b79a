"""Moves of a day of a run, each one conditional UPDATE."""

from datetime import datetime, timedelta
from typing import Any

from zocdoc_sync.models import PublishDay, PublishDayState

State = PublishDayState
MOST_TRIES = 5
FIRST_PAUSE = timedelta(seconds=30)
# What needs no comparison any more needs no copy of the timeslots either: the versions of the day have them.
SETTLED = frozenset({State.SAME, State.VERIFIED})


def move(day: PublishDay, state: State, **values: Any) -> bool:
    """Bring a day to a state; return whether it was still where this process saw it."""
    if state in SETTLED:
        values |= {"wanted": [], "shown": []}
    seen = PublishDay.objects.filter(pk=day.pk, state=day.state, attempt=day.attempt)
    return bool(seen.update(state=state, **values))


def later(day: PublishDay, sentence: str, now: datetime, *, pause: timedelta | None = None) -> None:
    """Leave a day for later, with growing pauses, or give it up after its tries; with a `pause`, no try is counted."""
    if pause is not None:
        move(day, State(day.state), sentence=sentence, due_at=now + pause)
    elif day.tries + 1 >= MOST_TRIES:
        move(day, State.FAILED, sentence=sentence, tries=day.tries + 1)
    else:
        move(
            day, State(day.state), sentence=sentence, tries=day.tries + 1, due_at=now + FIRST_PAUSE * 2**day.tries
        )  # fmt: skip
