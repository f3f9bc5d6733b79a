"""Operations that a job sends: written down now, sent by the worker, once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from zocdoc_sync.enums import OperationState
from zocdoc_sync.jobs.outcomes import Postpone
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Connection, OperationLog
from zocdoc_sync.operations import gates, ledger
from zocdoc_sync.operations.accepting import accept, refuse_misplaced
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.asking import Asked
from zocdoc_sync.operations.catalogue import spec as declared
from zocdoc_sync.operations.checking import refuse_wrong_state, taken, unsettled
from zocdoc_sync.operations.clock import Clock
from zocdoc_sync.operations.due import send_key
from zocdoc_sync.operations.errors import AlreadyDone, Busy, InputRefused, OperationError, WrongState
from zocdoc_sync.operations.outcomes import Outcome, outcome_of
from zocdoc_sync.operations.performing import target_row
from zocdoc_sync.operations.requests import restored
from zocdoc_sync.operations.sending import send
from zocdoc_sync.operations.targets import alone_on, lease_name, mirrored

State = OperationState
BUSY_SECONDS = 20
# What waited longer is asked about again, not sent: the clinic may have moved on, or a backup may have been restored.
TOO_OLD = timedelta(hours=1)


def enqueue(
    code: str,
    connection: Connection,
    fields: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    key: str | None = None,
    body: Any = None,
    allow_empty: bool = False,
) -> OperationLog:
    """Write a planned row and the job that sends it; raise what `perform` raises, but for the state on fresh data.

    A key that was used before returns its row.
    """
    spec = declared(code)
    gates.refuse_unpermitted(spec, connection, actor)
    if not spec.writes or spec.form.multipart:
        raise InputRefused(f"{spec.code} cannot wait in the queue: perform it directly.")
    first = ledger.earlier(key, spec, connection) if key else None
    if first is not None:
        return first
    cleaned = accept(spec, fields, body, now=now, allow_empty=allow_empty)
    refuse_misplaced(spec, connection, cleaned)
    try:
        return _planned(Asked(spec, connection, cleaned, actor, Clock(now), key), now)
    except AlreadyDone as done:
        return done.log


def _planned(asked: Asked, now: datetime) -> OperationLog:
    appointment = mirrored(asked.connection, asked.target) if asked.spec.changes_appointment else None
    if appointment is not None:
        refuse_wrong_state(asked.spec, appointment, asked.cleaned, now)
    with transaction.atomic():
        row = ledger.plan(asked, appointment)
        payload = {"operation_id": str(row.pk)}
        plan("operation.send", payload, now=now, key=send_key(row), connection=asked.connection)
    return row


def send_planned(log: OperationLog, *, now: datetime) -> Outcome:
    """Send a planned row once, after the same checks as a direct one; a row in any other state is left as it is.

    Raise ZocdocError when the appointment could not be read first, and Postpone while another writer holds it: the row
    stays planned then, and the job tries again.
    """
    try:
        return _sent_alone(log, Clock(now))
    except Busy as error:
        raise Postpone(BUSY_SECONDS, error.sentence) from None


def _sent_alone(log: OperationLog, clock: Clock) -> Outcome:
    spec = declared(log.operation)
    with alone_on(lease_name(log.connection, log.target, spec.turn), clock) as keep_lease:
        log.refresh_from_db()
        if log.state != State.PLANNED:
            return outcome_of(log)
        request = restored(log.request)
        try:
            _check(log, clock)
        except OperationError as error:
            told = {"error_code": error.code, "error_sentence": error.sentence}
            ledger.move(log, State.NOT_SENT, {State.PLANNED}, settled_at=clock.now(), **told)
            return outcome_of(log)
        return send(spec, log, request, clock, keep_lease)


def _check(log: OperationLog, clock: Clock) -> None:
    spec = declared(log.operation)
    gates.refuse_unpermitted(spec, log.connection, Actor(log.actor, log.actor_label))
    if clock.now() - log.planned_at > TOO_OLD:
        raise WrongState("It waited for more than an hour and was not sent: ask again if it is still wanted.")
    why = unsettled(spec, log.connection_id, log.target) or taken(spec, log.connection, log.target)
    if why:
        raise WrongState(why)
    kept = log.request
    # What was allowed to be emptied was allowed when it was planned.
    cleaned = accept(spec, {**kept["parameters"], **kept["query"]}, kept["json"], now=clock.now(), allow_empty=True)
    row = target_row(spec, log.connection, cleaned, clock)
    if row is not None and log.appointment_id is None:
        log.appointment = row
        OperationLog.objects.filter(pk=log.pk).update(appointment=row)
