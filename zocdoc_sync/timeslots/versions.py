"""The versions of a provider's day: what was read, what was put, and what a put replaced."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from zocdoc_sync.models import DayState, DayVersion, Provider, ProviderDay
from zocdoc_sync.timeslots.slot import Day, day_of, sent_day

TRIES = 5


def row_of(provider: Provider, day: date) -> ProviderDay:
    """Return the row of a provider's local day, made when it is new."""
    row, _ = ProviderDay.objects.get_or_create(connection_id=provider.connection_id, provider=provider, date=day)
    found: ProviderDay = row
    return found


def keep_read(provider: Provider, day: date, slots: Day, *, now: datetime) -> None:
    """Keep what Zocdoc showed: the time always, a version when it is not the latest one already."""
    row = row_of(provider, day)
    ProviderDay.objects.filter(pk=row.pk).update(read_at=now)
    latest = latest_known(row)
    if latest is None or expected(latest) != slots:
        add(row, state=DayState.READ, slots=sent_day(slots), at=now)


def latest_known(row: ProviderDay) -> DayVersion | None:
    """Return the version that Zocdoc is believed to show: the last one that was read or put."""
    found: DayVersion | None = row.versions.exclude(state__in=(DayState.PLANNED, DayState.NOT_PUT)).first()
    return found


def expected(version: DayVersion) -> Day:
    """Return what Zocdoc shows when a version is in force: what was put, without the locations that Zocdoc lost."""
    return frozenset(slot for slot in slots_of(version) if slot.location_id not in version.lost_locations)


def slots_of(version: DayVersion) -> Day:
    """Return the slots of a version."""
    return day_of(version.slots)


def before(version: DayVersion) -> Day:
    """Return what a put replaced: undo sends this."""
    return day_of(version.replaced)


def add(row: ProviderDay, **values: Any) -> DayVersion:
    """Keep a version under the next number of its day."""
    for tries_left in reversed(range(TRIES)):
        number = (row.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                made: DayVersion = DayVersion.objects.create(
                    connection_id=row.connection_id, day=row, number=number, **values
                )
                return made
        except IntegrityError:
            # Another process took the number between our look and our insert.
            if not tries_left:
                raise
    raise AssertionError("unreachable")
