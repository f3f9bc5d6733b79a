"""The versions of a provider's day: what was read, what was put, and what a put replaced."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from zocdoc_sync.models import DayState, DayVersion, OperationLog, Provider, ProviderDay
from zocdoc_sync.operations.actor import Actor
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
    latest = row.versions.first()
    if latest is None or expected(latest) != slots:
        _add(row, state=DayState.READ, slots=sent_day(slots), at=now)


def keep_put(
    provider: Provider, day: date, *, wanted: Day, replaced: Day, lost: Sequence[str], log: OperationLog, actor: Actor,
    now: datetime,
) -> DayVersion:  # fmt: skip
    """Keep what was put, once for an operation."""
    row = row_of(provider, day)
    first: DayVersion | None = DayVersion.objects.filter(operation=log).first()
    if first is not None:
        return first
    ProviderDay.objects.filter(pk=row.pk).update(put_at=now)
    return _add(
        row, state=DayState.PUT, slots=sent_day(wanted), replaced=sent_day(replaced), lost_locations=sorted(lost),
        at=now, actor=actor.user, actor_label=actor.label[:150], operation=log,
    )  # fmt: skip


def expected(version: DayVersion) -> Day:
    """Return what Zocdoc shows when a version is in force: what was put, without the locations that Zocdoc lost."""
    return frozenset(slot for slot in slots_of(version) if slot.location_id not in version.lost_locations)


def slots_of(version: DayVersion) -> Day:
    """Return the slots of a version."""
    return day_of(version.slots)


def before(version: DayVersion) -> Day:
    """Return what a put replaced: undo sends this."""
    return day_of(version.replaced)


def _add(row: ProviderDay, **values: Any) -> DayVersion:
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
