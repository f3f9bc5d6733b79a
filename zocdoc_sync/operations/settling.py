"""Settling unknown outcomes: by reading back, else by a person."""

from datetime import datetime, timedelta

from zocdoc_sync.alerts import close_alert, raise_alert
from zocdoc_sync.coordination.leases import acquire, release
from zocdoc_sync.enums import AlertCode, OperationState
from zocdoc_sync.errors import ZocdocError
from zocdoc_sync.models import OperationLog
from zocdoc_sync.operations import gates, ledger
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.catalogue import spec
from zocdoc_sync.operations.errors import NotPermitted, WrongState
from zocdoc_sync.operations.mirroring import believe
from zocdoc_sync.operations.outcomes import SENTENCES
from zocdoc_sync.operations.readback import Verdict, asked_at, read_back
from zocdoc_sync.operations.settlements import CHECKS, plan_settlement
from zocdoc_sync.operations.targets import LEASE_SECONDS, lease_name

State = OperationState
ASKED = frozenset({State.UNKNOWN, State.ASKS})
# Whoever sent it has ended long before, and whatever was on its way has arrived.
QUIET = timedelta(minutes=2)
# The ticker plans the next look after this.
BUSY = timedelta(seconds=5)


def settle(log: OperationLog, *, now: datetime) -> OperationState:
    """Look once at an unknown outcome and return the state it is in then; it never sends the write again.

    A row that still says `sending` after its deadline belongs to a process that died: it is unknown from then on.
    """
    log.refresh_from_db()
    if log.state == State.SENDING and log.deadline_at is not None and log.deadline_at <= now:
        ledger.move(
            log, State.UNKNOWN, {State.SENDING}, error_sentence=SENTENCES[State.UNKNOWN], error_code="no_answer"
        )
    if log.state != State.UNKNOWN:
        return State(log.state)
    held = acquire(lease_name(log.connection, log.target, spec(log.operation).turn), seconds=LEASE_SECONDS, now=now)
    if held is None:
        # Someone writes to the same target right now: what is read meanwhile would not tell whose work it is.
        OperationLog.objects.filter(pk=log.pk, state=State.UNKNOWN).update(deadline_at=now + BUSY)
        return State.UNKNOWN
    try:
        return _judge(log, _verdict(log, now), now)
    finally:
        release(held)


def _verdict(log: OperationLog, now: datetime) -> Verdict:
    try:
        return read_back(log, now)
    except ZocdocError as error:
        return Verdict(f"Zocdoc could not be asked: {error.sentence}", happened=None)


def _judge(log: OperationLog, verdict: Verdict, now: datetime) -> OperationState:
    if verdict.happened:
        values = {"settled_at": now, "settled_by": "read_back", "error_code": "", "error_sentence": ""}
        ledger.move(log, State.RECONCILED, {State.UNKNOWN}, **values)
        return State(log.state)
    checks = log.checks + 1
    if verdict.untouched and now - (log.sending_at or log.planned_at) >= QUIET:
        return _did_not_happen(log, verdict, now)
    if verdict.final or checks >= len(CHECKS):
        return _ask(log, verdict, checks, now)
    sentence = f"{SENTENCES[State.UNKNOWN]} {verdict.facts}"
    if ledger.move(log, State.UNKNOWN, {State.UNKNOWN}, checks=checks, error_sentence=sentence):
        plan_settlement(log, now)
    return State(log.state)


def _did_not_happen(log: OperationLog, verdict: Verdict, now: datetime) -> OperationState:
    sentence = f"{asked_at(log)} {verdict.facts} It did not happen: it may be tried again."
    told = {"settled_at": now, "settled_by": "read_back", "error_code": "did_not_happen", "error_sentence": sentence}
    ledger.move(log, State.NOT_SENT, {State.UNKNOWN}, **told)
    return State(log.state)


def _ask(log: OperationLog, verdict: Verdict, checks: int, now: datetime) -> OperationState:
    sentence = f"{asked_at(log)} {verdict.facts} {SENTENCES[State.ASKS]}"
    if ledger.move(log, State.ASKS, {State.UNKNOWN}, checks=checks, error_sentence=sentence):
        raise_alert(AlertCode.OUTCOME_ASKS, fault_of(log), sentence, now=now, connection=log.connection)
    return State(log.state)


def settle_by_person(log: OperationLog, happened: bool, actor: Actor, now: datetime) -> OperationState:  # noqa: FBT001 (the one thing that is asked)
    """Take a person's word for an outcome that nobody could read; raise NotPermitted, or WrongState when it is settled.

    What happened is `reconciled`; what did not is `not_sent`, and may be done again.
    """
    declared = spec(log.operation)
    why = gates.why_not_permitted(declared, actor)
    if why or not actor.sees(log.connection):
        raise NotPermitted(why or "There is no such operation for you.")
    said = f"{actor.label} says that it {'happened' if happened else 'did not happen'}."
    state = State.RECONCILED if happened else State.NOT_SENT
    if not ledger.move(log, state, ASKED, settled_at=now, settled_by="person", error_sentence=said):
        raise WrongState("Its outcome is settled already.")
    close_alert(fault_of(log), now=now)
    if happened:
        believe(log, now)
    return state


def fault_of(log: OperationLog) -> str:
    """Return the name under which the alert about an unsettled outcome is open."""
    return f"operation:{log.pk}"
