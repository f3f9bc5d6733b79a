"""Seeing at Zocdoc what a run has put: once a minute after the put, without a job for each day."""

from datetime import datetime, timedelta

from zocdoc_sync.models import DayVersion, OperationLog, PublishDay, PublishDayState
from zocdoc_sync.operations.errors import NotPermitted
from zocdoc_sync.operations.outcomes import HAPPENED
from zocdoc_sync.timeslots.errors import DayNotRead
from zocdoc_sync.timeslots.publishing.moving import later, move
from zocdoc_sync.timeslots.reading import look_at
from zocdoc_sync.timeslots.slot import day_of
from zocdoc_sync.timeslots.verifying import READER, note_difference, note_seen
from zocdoc_sync.timeslots.versions import expected, keep_read

State = PublishDayState
LOOKS, AGAIN = 3, timedelta(seconds=60)


def see(day: PublishDay, *, now: datetime) -> bool:
    """Compare a day that was put with what Zocdoc shows; return False when it did not tell."""
    try:
        seen = look_at(day.provider, day.date, actor=READER, now=now)
    except (DayNotRead, NotPermitted) as error:
        later(day, error.sentence, now, pause=AGAIN)
        return False
    lost = _lost(day.version)
    if seen == (expected(day.version) if day.version else day_of(day.wanted)):
        if day.version:
            note_seen(day.version, seen, now=now)
        move(day, State.VERIFIED, sentence=lost)
    elif day.tries + 1 < LOOKS:
        move(day, State.PUT, tries=day.tries + 1, due_at=now + AGAIN)
    elif seen == day_of(day.shown) and not _happened(day):
        # Its answer was lost and the day is as it was before: it is sent again, and only while it stays so.
        move(day, State.WAITING, attempt=day.attempt + 1, tries=0, due_at=now)
    else:
        if day.version:
            note_difference(day.version, seen, now=now)
        keep_read(day.provider, day.date, seen, now=now)
        move(day, State.DIFFERS, sentence="Zocdoc still shows something else. Someone may have changed the day.")
    return True


def _happened(day: PublishDay) -> bool:
    return OperationLog.objects.filter(key=day.key, state__in=HAPPENED).exists()


def _lost(version: DayVersion | None) -> str:
    if version is None or not version.lost_locations:
        return ""
    return f"Zocdoc dropped the timeslots at {', '.join(version.lost_locations)}: it does not know that location."
