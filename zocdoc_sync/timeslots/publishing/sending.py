"""Sending a day of a run: once for an attempt, whatever is killed."""

from collections.abc import Callable
from datetime import datetime, timedelta

from zocdoc_sync.models import PublishDay, PublishDayState
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import InputRefused, WrongState
from zocdoc_sync.operations.outcomes import UNSETTLED
from zocdoc_sync.operations.outcomes import State as Outcomes
from zocdoc_sync.timeslots.errors import DayNotRead, GuardsUnmet
from zocdoc_sync.timeslots.publishing.comparing import asking, wish_of
from zocdoc_sync.timeslots.publishing.moving import MOST_TRIES, later, move
from zocdoc_sync.timeslots.putting import Put, put_day
from zocdoc_sync.timeslots.slot import day_of

State = PublishDayState
SETTLES = timedelta(seconds=30)
# After this Zocdoc shows what it took, nearly always.
SEEN_AFTER = timedelta(seconds=60)


def send(day: PublishDay, *, actor: Actor, now: datetime, before_sending: Callable[[], None]) -> bool:
    """Put a day; return False when Zocdoc did not tell what it has. Raise NotPermitted and what `before_sending` does.

    The key makes a day that a killed process had sent tell its outcome instead of being sent again.
    """
    wish = wish_of(day, day_of(day.wanted))
    try:
        done = put_day(
            wish, actor=actor, now=now, key=day.key, before_sending=before_sending, read_back=False
        )  # fmt: skip
    except GuardsUnmet as stopped:
        move(day, State.ASKS, **asking(stopped.asked))
    except InputRefused as refused:
        move(day, State.REFUSED, sentence=refused.sentence)
    except WrongState as busy:
        # Another writer is at the day, or its last change is not seen yet.
        later(day, busy.sentence, now, pause=SETTLES)
    except DayNotRead as error:
        later(day, error.sentence, now)
        return False
    else:
        _note(day, done, now)
    return True


def _note(day: PublishDay, done: Put, now: datetime) -> None:
    outcome = done.outcome
    if outcome.ok or outcome.state in UNSETTLED:
        sentence = "" if outcome.ok else outcome.sentence
        move(
            day, State.PUT, sentence=sentence, version=done.version, put_at=now, due_at=now + SEEN_AFTER, tries=0
        )  # fmt: skip
    elif outcome.state == Outcomes.PLANNED:
        # The process that planned it died before the first byte left: the ledger settles that in a few minutes.
        later(day, outcome.sentence, now, pause=SETTLES)
    elif outcome.state == Outcomes.NOT_SENT and day.tries + 1 < MOST_TRIES:
        move(
            day, State.WAITING, sentence=outcome.sentence, attempt=day.attempt + 1, tries=day.tries + 1,
            due_at=now + SETTLES,
        )  # fmt: skip
    else:
        failed = outcome.state == Outcomes.NOT_SENT
        move(day, State.FAILED if failed else State.REFUSED, sentence=outcome.sentence)
