"""Puts that may be cut short: a version is kept before its day is sent, and follows what its operation says."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from zocdoc_sync.enums import OperationState
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import DayState, DayVersion, OperationLog, Provider, ProviderDay
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.timeslots.slot import sent_day
from zocdoc_sync.timeslots.versions import add, row_of
from zocdoc_sync.timeslots.wish import Wish

# Longer than a writer holds the lease of its day: nobody is about to send it any more.
ABANDONED = timedelta(minutes=3)
FIRST_LOOK = timedelta(seconds=2)
STATES = {
    OperationState.PLANNED: DayState.PLANNED,
    OperationState.SENDING: DayState.PLANNED,
    OperationState.REFUSED: DayState.NOT_PUT,
    OperationState.NOT_SENT: DayState.NOT_PUT,
}


def keep_planned(
    wish: Wish, replaced: list[dict[str, Any]], *, actor: Actor, key: str, now: datetime, read_back: bool
) -> DayVersion:
    """Keep what is about to be put and, unless somebody else reads back, plan that; `key` is the operation's."""
    row = row_of(wish.provider, wish.day)
    values = {
        "state": DayState.PLANNED, "slots": sent_day(wish.wanted), "replaced": replaced, "at": now,
        "actor": actor.user, "actor_label": actor.label[:150],
    }  # fmt: skip
    with transaction.atomic():
        version = _again(row, key, values) or add(row, operation_key=key, **values)
        if read_back:
            plan_read_back(version)
    return version


def plan_read_back(version: DayVersion) -> None:
    """Plan that Zocdoc is asked for the day of a put."""
    plan(
        "timeslots.verify", {"version_id": version.pk}, now=version.at, key=f"day_version:{version.pk}",
        due_at=version.at + FIRST_LOOK, connection=version.connection,
    )  # fmt: skip


def attempt_of(provider: Provider, key: str) -> DayVersion | None:
    """Return the version that an operation's key was to put."""
    rows = DayVersion.objects.select_related("day__provider__connection")
    found: DayVersion | None = rows.filter(connection_id=provider.connection_id, operation_key=key).first()
    return found


def settle_attempt(version: DayVersion, *, now: datetime, alone: bool = False) -> DayVersion:
    """Bring a planned version to the state that its operation is in; say `alone` while holding the day's lease.

    One whose operation was never written down was never sent.
    """
    if version.state != DayState.PLANNED:
        return version
    log = OperationLog.objects.filter(connection_id=version.connection_id, key=version.operation_key).first()
    if log is not None:
        _follow(version, log, now)
    elif alone or now - version.at > ABANDONED:
        _move(version, state=DayState.NOT_PUT)
    return version


def lost_in(body: Any) -> list[str]:
    """Return the locations that Zocdoc's answer to a put says it does not know: it drops their timeslots."""
    errors = body.get("errors") if isinstance(body, dict) else None
    named = errors.get("not_found_location_ids") if isinstance(errors, dict) else None
    return sorted(str(one) for one in named) if isinstance(named, list) else []


def _again(row: ProviderDay, key: str, values: dict[str, Any]) -> DayVersion | None:
    """Return the version of a key whose process died before the operation was written down, brought up to date."""
    version: DayVersion | None = row.versions.filter(operation_key=key, operation=None).first()
    if version is not None:
        _move(version, **values)
    return version


def _follow(version: DayVersion, log: OperationLog, now: datetime) -> None:
    state = STATES.get(OperationState(log.state), DayState.PUT)
    if state == DayState.PUT:
        ProviderDay.objects.filter(pk=version.day_id).update(put_at=now)
    _move(version, state=state, operation=log, lost_locations=lost_in(log.answer))


def _move(version: DayVersion, **values: Any) -> None:
    for name, value in values.items():
        setattr(version, name, value)
    version.save(update_fields=list(values))
