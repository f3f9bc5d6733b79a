"""Seeing a put at Zocdoc: its store is eventually consistent, so an old answer is no failure at first."""

from datetime import datetime, timedelta

from zocdoc_sync.models import DayState, DayVersion
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.timeslots.reading import look_at
from zocdoc_sync.timeslots.slot import Day
from zocdoc_sync.timeslots.versions import expected, keep_read

# Seconds after the put at which Zocdoc is asked.
WAITS = (2, 5, 15, 60)
SETTLING = timedelta(seconds=90)
READER = Actor.system("read-back")


def verify(version: DayVersion, *, now: datetime) -> datetime | None:
    """Compare a put with what Zocdoc shows; return when to look again, None when that is settled.

    Raise DayNotRead when Zocdoc cannot be asked.
    """
    if version.state != DayState.PUT:
        return None
    provider, day = version.day.provider, version.day.date
    seen = look_at(provider, day, actor=READER, now=now)
    if note_seen(version, seen, now=now):
        return None
    checks = version.checks + 1
    if checks < len(WAITS):
        DayVersion.objects.filter(pk=version.pk).update(checks=checks)
        return max(version.at + timedelta(seconds=WAITS[checks]), now)
    DayVersion.objects.filter(pk=version.pk, state=DayState.PUT).update(state=DayState.DIFFERS, checks=checks)
    keep_read(provider, day, seen, now=now)
    return None


def note_seen(version: DayVersion, seen: Day, *, now: datetime) -> bool:
    """Mark a put as verified when Zocdoc shows it; return whether it does."""
    if expected(version) != seen:
        return False
    DayVersion.objects.filter(pk=version.pk, state=DayState.PUT).update(state=DayState.VERIFIED, verified_at=now)
    return True
