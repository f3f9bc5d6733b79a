"""Seeing a put at Zocdoc: its store is eventually consistent, so an old answer is no failure at first."""

from datetime import date, datetime, timedelta

from zocdoc_sync.alerts import close_alert, raise_alert
from zocdoc_sync.enums import AlertCode
from zocdoc_sync.models import DayState, DayVersion, Provider
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.timeslots.attempts import settle_attempt
from zocdoc_sync.timeslots.reading import look_at
from zocdoc_sync.timeslots.slot import Day
from zocdoc_sync.timeslots.versions import expected, keep_read, row_of

# Seconds after the put at which Zocdoc is asked.
WAITS = (2, 5, 15, 60)
SETTLING = timedelta(seconds=90)
# How long to leave a put alone that another process may still be sending.
STILL_SENT = timedelta(seconds=15)
READER = Actor.system("read-back")


def verify(version: DayVersion, *, now: datetime) -> datetime | None:
    """Compare a put with what Zocdoc shows; return when to look again, None when that is settled.

    Raise DayNotRead when Zocdoc cannot be asked.
    """
    if settle_attempt(version, now=now).state == DayState.PLANNED:
        return now + STILL_SENT
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
    DayVersion.objects.filter(pk=version.pk, state=DayState.PUT).update(checks=checks)
    note_difference(version, seen, now=now)
    return None


def note_seen(version: DayVersion, seen: Day, *, now: datetime) -> bool:
    """Mark a put as verified when Zocdoc shows it; return whether it does."""
    if expected(version) != seen:
        return False
    DayVersion.objects.filter(pk=version.pk, state=DayState.PUT).update(state=DayState.VERIFIED, verified_at=now)
    close_alert(fault_of(version), now=now)
    return True


def note_difference(version: DayVersion, seen: Day, *, now: datetime) -> None:
    """Mark a put that Zocdoc does not show in the end, keep what it shows instead, and raise an alert."""
    if not DayVersion.objects.filter(pk=version.pk, state=DayState.PUT).update(state=DayState.DIFFERS):
        return
    keep_read(version.day.provider, version.day.date, seen, now=now)
    raise_alert(
        AlertCode.DAY_DIFFERS, fault_of(version), differs(version, seen), now=now, connection=version.connection
    )


def differs(version: DayVersion, seen: Day) -> str:
    """Return in one sentence what Zocdoc shows instead of a put."""
    wanted = expected(version)
    which = f"{version.day.provider}, {version.day.date}"
    return (
        f"{which}: Zocdoc shows something else than what was published: {len(wanted - seen)} "
        f"timeslots are missing there, {len(seen - wanted)} are there that were not published. Open the day and "
        "publish again."
    )


def fault_of(version: DayVersion) -> str:
    """Return the alert's fault: one for each provider and day."""
    return f"day_differs:{version.day_id}"


def see_day(provider: Provider, day: date, *, actor: Actor, now: datetime) -> Day:
    """Return what Zocdoc has for a day, and note what it tells of the last put; raise as `read_day` does.

    While a put may still be on its way to Zocdoc's store, an older day is shown but not kept as news.
    """
    seen = look_at(provider, day, actor=actor, now=now)
    versions = row_of(provider, day).versions.select_related("day__provider")
    for planned in versions.filter(state=DayState.PLANNED):
        settle_attempt(planned, now=now)
    last = versions.filter(state=DayState.PUT).first()
    if last is None or note_seen(last, seen, now=now) or now - last.at >= SETTLING:
        keep_read(provider, day, seen, now=now)
    return seen
