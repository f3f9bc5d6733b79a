"""Changing what a place takes: asked against the place as Zocdoc shows it now, written down before it is sent."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from zocdoc_sync.insurance import keeping
from zocdoc_sync.insurance.errors import ChangedMeanwhile, NothingToChange, NotOffered, WouldTakeNone
from zocdoc_sync.insurance.following import follow
from zocdoc_sync.insurance.outlook import ADD, REMOVE, REPLACE, WAYS, desired
from zocdoc_sync.insurance.reading import read_place
from zocdoc_sync.insurance.told import offered_ids
from zocdoc_sync.insurance.writing import write_down
from zocdoc_sync.models import ChangeState, InsuranceChange, PlaceInsurance, ProviderLocation
from zocdoc_sync.operations import gates
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.catalogue import spec
from zocdoc_sync.operations.clock import Clock
from zocdoc_sync.operations.errors import OperationError
from zocdoc_sync.operations.ledger import earlier
from zocdoc_sync.operations.outcomes import Outcome, outcome_of
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.operations.targets import alone_on, lease_name

CODE = "updateProviderLocationInsuranceMappings"
NAMED_AT_MOST = 5


@dataclass(frozen=True)
class Wish:
    """A change of what a place takes; `shown` is what it took when the person decided to replace it.

    To leave a place without any plan, either `typed` must be their number or `may_take_none` must be set by whoever
    asked for it.
    """

    place: ProviderLocation
    way: str
    plan_ids: frozenset[str]
    shown: frozenset[str] | None = None
    typed: str = ""
    may_take_none: bool = False


@dataclass(frozen=True)
class Asked:
    """What came of it; `change` is followed until Zocdoc shows it."""

    outcome: Outcome
    change: InsuranceChange | None = None


def change_plans(wish: Wish, *, actor: Actor, now: datetime, key: str | None = None) -> Asked:
    """Ask Zocdoc to change what a place takes, once for a key, and plan that it is read back.

    Raise ManagedElsewhere, PlaceNotRead, ChangedMeanwhile, NotOffered, WouldTakeNone, NothingToChange and what
    `perform` raises, each before anything is changed. Writers of one place wait for each other.
    """
    clock = Clock(now)
    connection = wish.place.connection
    gates.refuse_unpermitted(spec(CODE), connection, actor)
    with alone_on(lease_name(connection, wish.place.zocdoc_id, "insurance"), clock):
        first = earlier(key, spec(CODE), connection) if key else None
        if first is not None:
            return Asked(outcome_of(first), InsuranceChange.objects.filter(key=key).first())
        row = read_place(wish.place, actor=actor, now=clock.now())
        plan_ids = _needed(wish, row)
        return _sent(wish, plan_ids, actor, clock, key or uuid.uuid4().hex)


def expected_at(place: ProviderLocation) -> frozenset[str]:
    """Return what a place takes once all that was asked is applied."""
    return desired(keeping.seen_at(place), keeping.waiting(place, ChangeState.ASKED))


def _needed(wish: Wish, row: PlaceInsurance) -> frozenset[str]:
    """Return the plans to send: those that are not so already; raise when the person must be asked first."""
    before = expected_at(wish.place)
    if wish.shown is not None and wish.shown != before:
        came, went = len(before - wish.shown), len(wish.shown - before)
        raise ChangedMeanwhile(f"The accepted plans changed since this page was opened: {came} came, {went} went.")
    after = WAYS[wish.way](before, wish.plan_ids)
    if after == before:
        raise NothingToChange("It is so already, or it is being changed to it: nothing was sent.")
    _refuse_strange(after - before, offered_ids(row.offered))
    if not after and not wish.may_take_none and wish.typed.strip() != str(len(before)):
        raise WouldTakeNone(len(before))
    return {ADD: after - before, REMOVE: before - after, REPLACE: after}[wish.way]


def _refuse_strange(added: frozenset[str], offered: frozenset[str]) -> None:
    strange = sorted(added - offered)
    if not strange or not offered:
        return
    named = ", ".join(strange[:NAMED_AT_MOST])
    more = f" and {len(strange) - NAMED_AT_MOST} more" if len(strange) > NAMED_AT_MOST else ""
    raise NotOffered(f"Zocdoc does not offer these plans for this place: {named}{more}.")


def _sent(wish: Wish, plan_ids: frozenset[str], actor: Actor, clock: Clock, key: str) -> Asked:
    change = write_down(wish.place, wish.way, plan_ids, key=key, actor=actor, now=clock.now())
    fields = {
        "provider_location_id": wish.place.zocdoc_id,
        "operation": wish.way,
        "insurance_plan_ids": sorted(plan_ids),
    }
    try:
        # The number was typed by now; the operation itself still refuses what nobody allowed.
        outcome = perform(
            CODE, wish.place.connection, fields, actor=actor, now=clock.now(), key=key, allow_empty=not plan_ids
        )
    except OperationError as refused:
        _close(change, refused.sentence, clock.now())
        raise
    follow(change, now=clock.now())
    return Asked(outcome, change)


def _close(change: InsuranceChange, sentence: str, now: datetime) -> None:
    mine = InsuranceChange.objects.filter(pk=change.pk, state=ChangeState.PLANNED)
    mine.update(state=ChangeState.REFUSED, sentence=sentence, settled_at=now)
