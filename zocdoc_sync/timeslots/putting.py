"""Putting a provider's day: what must be asked is asked against the day as it is at Zocdoc now."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from zocdoc_sync.models import Appointment, DayState, DayVersion, Provider
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.catalogue import spec
from zocdoc_sync.operations.clock import Clock
from zocdoc_sync.operations.errors import OperationError
from zocdoc_sync.operations.ledger import earlier
from zocdoc_sync.operations.outcomes import Outcome, outcome_of
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.operations.rules import MOVABLE
from zocdoc_sync.operations.targets import alone_on, lease_name
from zocdoc_sync.timeslots.attempts import attempt_of, keep_planned, settle_attempt
from zocdoc_sync.timeslots.errors import GuardsUnmet, StillSettling
from zocdoc_sync.timeslots.guards import Guard, Situation, guards, unmet
from zocdoc_sync.timeslots.reading import look_at
from zocdoc_sync.timeslots.slot import Day, sent_day
from zocdoc_sync.timeslots.verifying import SETTLING, note_seen
from zocdoc_sync.timeslots.versions import keep_read, row_of
from zocdoc_sync.timeslots.wish import Wish

CODE = "putProviderCalendarTimeslots"
UNSETTLED = "Nobody can tell yet what became of the last change of this day: wait a few minutes, then look again."
UNSEEN = "The last change of this day is not seen at Zocdoc yet: wait a minute, then look again."


@dataclass(frozen=True)
class Put:
    """What came of it; `version` is None when nothing can have reached Zocdoc."""

    outcome: Outcome
    version: DayVersion | None = None


def situation(wish: Wish, current: Day) -> Situation:
    """Return all that decides what is asked about a wish, when Zocdoc has `current`."""
    places = wish.provider.places.exclude(location=None)
    names = dict(places.values_list("location__zocdoc_id", "location__name"))
    return Situation(
        day=wish.day,
        shown=wish.shown,
        current=current,
        wanted=wish.wanted,
        known_locations=frozenset(places.filter(gone_at=None).values_list("location__zocdoc_id", flat=True)),
        booked=booked_places(wish.provider, wish.day, {slot.location_id: slot.zone for slot in current}),
        names=names,
    )


def preview(wish: Wish, *, actor: Actor, now: datetime) -> tuple[Day, tuple[Guard, ...]]:
    """Return what Zocdoc has now and what must be acknowledged before the wish is sent; raise DayNotRead."""
    current = look_at(wish.provider, wish.day, actor=actor, now=now)
    return current, guards(situation(wish, current))


def put_day(
    wish: Wish, *, actor: Actor, now: datetime, key: str | None = None,
    before_sending: Callable[[], None] | None = None, read_back: bool = True,
) -> Put:  # fmt: skip
    """Replace a provider's whole local day, once for a key, and plan that it is read back.

    Raise GuardsUnmet, StillSettling, DayNotRead and what `perform` raises, each before anything is changed. Writers of
    one day wait for each other. `before_sending` may raise to stop at the last moment; who reads back by itself says
    `read_back=False`.
    """
    clock = Clock(now)
    connection = wish.provider.connection
    target = f"{wish.provider.zocdoc_id} {wish.day}"
    with alone_on(lease_name(connection, target, "day"), clock):
        first = _first(wish, key, clock.now())
        if first is not None:
            return first
        current = look_at(wish.provider, wish.day, actor=actor, now=clock.now())
        _refuse_settling(wish, current, clock.now())
        keep_read(wish.provider, wish.day, current, now=clock.now())
        missing = unmet(guards(situation(wish, current)), wish.said, wish.typed)
        if missing:
            raise GuardsUnmet(missing)
        if before_sending is not None:
            before_sending()
        return _sent(wish, current, actor, clock, key, read_back=read_back)


def booked_places(provider: Provider, day: date, zones: dict[str, str]) -> frozenset[tuple[str, datetime]]:
    """Return where and when, in wall time, the provider's living appointments of a local day are."""
    rows = Appointment.objects.filter(
        provider=provider, local_date=day, status__in=MOVABLE, gone_at__isnull=True, start_time__isnull=False,
        location__isnull=False,
    ).select_related("location")  # fmt: skip
    found = ((row.location.zocdoc_id, row.start_time, row.location.time_zone) for row in rows)
    timed = ((place, start, zones.get(place) or zone) for place, start, zone in found)
    return frozenset(
        (place, start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)) for place, start, zone in timed if zone
    )


def _refuse_settling(wish: Wish, current: Day, now: datetime) -> None:
    versions = row_of(wish.provider, wish.day).versions
    on_their_way = [settle_attempt(one, now=now, alone=True) for one in versions.filter(state=DayState.PLANNED)]
    last = versions.filter(state=DayState.PUT).first()
    if any(one.state == DayState.PLANNED for one in on_their_way):
        raise StillSettling(UNSETTLED)
    if last is None or note_seen(last, current, now=now):
        return
    if now - last.at < SETTLING:
        raise StillSettling(UNSEEN)
    DayVersion.objects.filter(pk=last.pk, state=DayState.PUT).update(state=DayState.REPLACED)


def _sent(wish: Wish, current: Day, actor: Actor, clock: Clock, key: str | None, *, read_back: bool) -> Put:
    fields: dict[str, Any] = {
        "provider_id": wish.provider.zocdoc_id,
        "date": str(wish.day),
        "timeslots": sent_day(wish.wanted),
    }
    # The guards have asked about both by now; the operation itself still refuses what nobody allowed.
    allowed = partial(perform, allow_empty=not wish.wanted, allow_misplaced=True)
    connection = wish.provider.connection
    # What Zocdoc would refuse leaves no version: it is refused here, before one is kept.
    allowed(CODE, connection, fields, actor=actor, now=clock.now(), dry_run=True)
    key = key or f"day:{uuid.uuid4().hex}"
    version = keep_planned(wish, sent_day(current), actor=actor, key=key, now=clock.now(), read_back=read_back)
    try:
        outcome = allowed(CODE, connection, fields, actor=actor, now=clock.now(), key=key)
    except OperationError:
        # Raised before anything is sent.
        settle_attempt(version, now=clock.now(), alone=True)
        raise
    return _put(outcome, settle_attempt(version, now=clock.now(), alone=True))


def _put(outcome: Outcome, version: DayVersion | None) -> Put:
    return Put(outcome, None if version is None or version.state == DayState.NOT_PUT else version)


def _first(wish: Wish, key: str | None, now: datetime) -> Put | None:
    """Return what came of the key when it was used before."""
    log = earlier(key, spec(CODE), wish.provider.connection) if key else None
    if log is None:
        return None
    version = attempt_of(wish.provider, log.key)
    return _put(outcome_of(log), version and settle_attempt(version, now=now, alone=True))
