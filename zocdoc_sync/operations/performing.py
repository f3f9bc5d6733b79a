"""Performing an operation: the one door to Zocdoc for pages, commands and steps."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from zocdoc_sync.errors import ZocdocError
from zocdoc_sync.models import Appointment, Connection, OperationLog
from zocdoc_sync.operations import gates, ledger
from zocdoc_sync.operations.accepting import accept, refuse_misplaced
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.asking import Asked
from zocdoc_sync.operations.catalogue import spec as declared
from zocdoc_sync.operations.checking import refuse_wrong_state, taken, unsettled
from zocdoc_sync.operations.clock import Clock
from zocdoc_sync.operations.errors import AlreadyDone, WrongState
from zocdoc_sync.operations.outcomes import SENTENCES, Outcome, State, outcome_of
from zocdoc_sync.operations.reading import note_trouble, read
from zocdoc_sync.operations.sending import send
from zocdoc_sync.operations.spec import Cleaned, OperationSpec
from zocdoc_sync.operations.targets import alone_on, fresh, lease_name, mirrored

ON_ITS_WAY = (State.PLANNED, State.SENDING)


def perform(
    code: str,
    connection: Connection,
    fields: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    key: str | None = None,
    body: Any = None,
    allow_empty: bool = False,
    allow_misplaced: bool = False,
    dry_run: bool = False,
    also: Collection[str] = (),
) -> Outcome:
    """Perform one of Zocdoc's operations and return what came of it; `fields` and `body` carry Zocdoc's own names.

    Raise UnknownOperation, NotPermitted, InputRefused or WrongState, each before Zocdoc is asked to change anything;
    Zocdoc's own errors are in the outcome. A second call with the same `key` sends nothing and returns the first one's
    outcome; a key names one form on one target, in at most 120 characters. `dry_run` returns the exact request, sends
    nothing and writes nothing. `also` names required paths of the body that the form does not know. `now` is UTC.
    Never call it inside a transaction: the ledger's row must be committed.
    """
    spec = declared(code)
    gates.refuse_unpermitted(spec, connection, actor)
    first = ledger.earlier(key, spec, connection) if key and not dry_run else None
    # One that is on its way is waited for below, so that a double click is told the end of it.
    if first is not None and first.state not in ON_ITS_WAY:
        return outcome_of(first)
    cleaned = accept(spec, fields, body, now=now, allow_empty=allow_empty, also=also)
    if not allow_misplaced:
        refuse_misplaced(spec, connection, cleaned)
    asked = Asked(spec, connection, cleaned, actor, Clock(now), key)
    if dry_run:
        return _rehearsed(asked)
    return _written(asked) if spec.writes else read(asked)


def _rehearsed(asked: Asked) -> Outcome:
    if asked.spec.changes_appointment:
        row = mirrored(asked.connection, asked.target)
        if row is not None:
            refuse_wrong_state(asked.spec, row, asked.cleaned, asked.clock.now())
    sentence = "This is what would be sent; nothing was."
    return Outcome(State.PLANNED, ok=True, sentence=sentence, request=asked.request.shown())


def _written(asked: Asked) -> Outcome:
    try:
        return _sent_alone(asked)
    except AlreadyDone as done:
        return outcome_of(done.log)
    except WrongState:
        first = _earlier(asked)
        if first is None:
            raise
        return outcome_of(first)
    except ZocdocError as error:
        note_trouble(asked.connection, error, asked.clock.now())
        sentence = f"The appointment could not be read first. {error.sentence} {SENTENCES[State.NOT_SENT]}"
        shown = asked.request.shown()
        return Outcome(
            State.NOT_SENT,
            ok=False,
            sentence=sentence,
            request=shown,
            error_code=error.code,
            request_id=error.request_id,
        )


def _sent_alone(asked: Asked) -> Outcome:
    spec, clock = asked.spec, asked.clock
    with alone_on(
        lease_name(asked.connection, asked.target, spec.turn), clock, seconds=asked.request.seconds
    ) as keep_lease:
        _refuse_repetition(asked)
        appointment = target_row(spec, asked.connection, asked.cleaned, clock)
        row = ledger.plan(asked, appointment)
        return send(spec, row, asked.request, clock, keep_lease)


def _earlier(asked: Asked) -> OperationLog | None:
    return ledger.earlier(asked.key, asked.spec, asked.connection) if asked.key else None


def _refuse_repetition(asked: Asked) -> None:
    """Raise AlreadyDone for a key that was performed while we waited, WrongState for an open outcome of the same."""
    first = _earlier(asked)
    if first is not None:
        raise AlreadyDone(first)
    why = unsettled(asked.spec, asked.connection.pk, asked.target) or taken(asked.spec, asked.connection, asked.target)
    if why:
        raise WrongState(why)


def target_row(spec: OperationSpec, connection: Connection, cleaned: Cleaned, clock: Clock) -> Appointment | None:
    """Return the appointment that is to change, as it is at Zocdoc now; raise WrongState when it does not allow it.

    A wrong state that the mirror knows is said before Zocdoc is asked for anything.
    """
    if not spec.changes_appointment:
        return None
    zocdoc_id = cleaned["appointment_id"]
    row = mirrored(connection, zocdoc_id)
    if row is not None:
        refuse_wrong_state(spec, row, cleaned, clock.now())
    row = fresh(connection, row, zocdoc_id, clock.now())
    refuse_wrong_state(spec, row, cleaned, clock.now())
    return row
