"""Putting a provider's day: what must be asked is asked against the day as it is at Zocdoc now."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Appointment, DayState, DayVersion, OperationLog, Provider
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.catalogue import spec
from zocdoc_sync.operations.clock import Clock
from zocdoc_sync.operations.ledger import earlier
from zocdoc_sync.operations.outcomes import UNSETTLED, Outcome, outcome_of
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.operations.rules import MOVABLE
from zocdoc_sync.operations.targets import alone_on, lease_name
from zocdoc_sync.timeslots.errors import GuardsUnmet, StillSettling
from zocdoc_sync.timeslots.guards import Guard, Situation, guards, unmet
from zocdoc_sync.timeslots.reading import look_at
from zocdoc_sync.timeslots.slot import Day, sent_day
from zocdoc_sync.timeslots.verifying import SETTLING, WAITS, note_seen
from zocdoc_sync.timeslots.versions import keep_put, keep_read, row_of

CODE = "putProviderCalendarTimeslots"


@dataclass(frozen=True)
class Wish:
    """A day to put: what was shown when it was edited, what is wanted, and what the person acknowledged."""

    provider: Provider
    day: date
    shown: Day
    wanted: Day
    said: Collection[str] = field(default_factory=frozenset)
    typed: str = ""


@dataclass(frozen=True)
class Put:
    """What came of it; `version` is None when nothing can have reached Zocdoc."""

    outcome: Outcome
    version: DayVersion | None = None


def situation(wish: Wish, current: Day) -> Situation:
    """Return all that decides what is asked about a wish, when Zocdoc has `current`."""
    places = wish.provider.places.filter(gone_at__isnull=True).exclude(location=None)
    return Situation(
        day=wish.day,
        shown=wish.shown,
        current=current,
        wanted=wish.wanted,
        known_locations=frozenset(places.values_list("location__zocdoc_id", flat=True)),
        booked=booked_places(wish.provider, wish.day, {slot.location_id: slot.zone for slot in current}),
    )


def preview(wish: Wish, *, actor: Actor, now: datetime) -> tuple[Day, tuple[Guard, ...]]:
    """Return what Zocdoc has now and what must be acknowledged before the wish is sent; raise DayNotRead."""
    current = look_at(wish.provider, wish.day, actor=actor, now=now)
    return current, guards(situation(wish, current))


def put_day(wish: Wish, *, actor: Actor, now: datetime, key: str | None = None) -> Put:
    """Replace a provider's whole local day, once for a key, and plan that it is read back.

    Raise GuardsUnmet, StillSettling, DayNotRead and what `perform` raises, each before anything is changed. Writers of
    one day wait for each other.
    """
    clock = Clock(now)
    connection = wish.provider.connection
    target = f"{wish.provider.zocdoc_id} {wish.day}"
    with alone_on(lease_name(connection, target, "day"), clock):
        first = earlier(key, spec(CODE), connection) if key else None
        if first is not None:
            return Put(outcome_of(first), DayVersion.objects.filter(operation=first).first())
        current = look_at(wish.provider, wish.day, actor=actor, now=clock.now())
        _refuse_settling(wish, current, clock.now())
        keep_read(wish.provider, wish.day, current, now=clock.now())
        missing = unmet(guards(situation(wish, current)), wish.said, wish.typed)
        if missing:
            raise GuardsUnmet(missing)
        return _sent(wish, current, actor, clock, key)


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
    last = row_of(wish.provider, wish.day).versions.filter(state=DayState.PUT).first()
    if last is None or note_seen(last, current, now=now):
        return
    if now - last.at < SETTLING:
        raise StillSettling("The last change of this day is not seen at Zocdoc yet: wait a minute, then look again.")
    DayVersion.objects.filter(pk=last.pk, state=DayState.PUT).update(state=DayState.REPLACED)


def _sent(wish: Wish, current: Day, actor: Actor, clock: Clock, key: str | None) -> Put:
    fields: dict[str, Any] = {
        "provider_id": wish.provider.zocdoc_id,
        "date": str(wish.day),
        "timeslots": sent_day(wish.wanted),
    }
    # The guards have asked for the typed date by now; the operation itself still refuses what nobody allowed.
    outcome = perform(
        CODE, wish.provider.connection, fields, actor=actor, now=clock.now(), key=key, allow_empty=not wish.wanted
    )
    if outcome.log is None or not (outcome.ok or outcome.state in UNSETTLED):
        return Put(outcome)
    return Put(outcome, _kept(wish, current, actor, log=outcome.log, lost=_lost(outcome), now=clock.now()))


def _kept(wish: Wish, current: Day, actor: Actor, *, log: OperationLog, lost: list[str], now: datetime) -> DayVersion:
    version = keep_put(
        wish.provider, wish.day, wanted=wish.wanted, replaced=current, lost=lost, log=log, actor=actor, now=now
    )
    plan(
        "timeslots.verify", {"version_id": version.pk}, now=now, key=f"day_version:{version.pk}",
        due_at=now + timedelta(seconds=WAITS[0]), connection=wish.provider.connection,
    )  # fmt: skip
    return version


def _lost(outcome: Outcome) -> list[str]:
    body = outcome.answer.body if outcome.answer else None
    errors = body.get("errors") if isinstance(body, dict) else None
    named = errors.get("not_found_location_ids") if isinstance(errors, dict) else None
    return [str(one) for one in named] if isinstance(named, list) else []
