"""Sending a planned write: exactly once, each end of it a state of its row."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.exchange import Limits
from zocdoc_sync.client.zocdoc_client import ZocdocClient
from zocdoc_sync.connections.clients import FILE_LIMITS, SMALL_FILE_LIMITS, client_for
from zocdoc_sync.connections.trouble import note_failure
from zocdoc_sync.enums import AppointmentStatus, OperationState
from zocdoc_sync.errors import Conflict, CredentialsRejected, NoAnswer, ZocdocError
from zocdoc_sync.models import OperationLog
from zocdoc_sync.operations import gates, ledger
from zocdoc_sync.operations.clock import Clock
from zocdoc_sync.operations.errors import NotPermitted, OperationError
from zocdoc_sync.operations.mirroring import keep_secret, look_up, mirror
from zocdoc_sync.operations.outcomes import Outcome, outcome_of, state_after
from zocdoc_sync.operations.requests import SMALL_FILE, Request
from zocdoc_sync.operations.rereading import reread
from zocdoc_sync.operations.rules import FAILED
from zocdoc_sync.operations.settlements import plan_settlement
from zocdoc_sync.operations.spec import OperationSpec
from zocdoc_sync.operations.wishes import holds
from zocdoc_sync.operations.wording import sentence_after

State = OperationState
# What Zocdoc answers is the truth, even when the row's deadline made it unknown meanwhile.
OPEN = frozenset({State.PLANNED, State.SENDING, State.UNKNOWN})
REPEATS = 2
PAUSE_SECONDS = 1.0
FAILED_THERE = {
    AppointmentStatus.BOOKING_FAILED: "Zocdoc took the request, but the booking failed there.",
    AppointmentStatus.RESCHEDULE_FAILED: "Zocdoc took the request, but moving failed there: it stays at its old time.",
}
ALREADY_SO = "It was already so: nothing had to change."


def exchange(client: ZocdocClient, request: Request) -> Answer:
    """Send a request and return Zocdoc's answer; raise ZocdocError."""
    return client.sender.send(
        request.operation,
        path=request.path,
        query=request.query,
        json=request.json,
        files=request.multipart(),
        data=request.form or None,
    )


def limits_of(request: Request) -> Limits | None:
    """Return how long a request with a file may take, None for one without."""
    if not request.files:
        return None
    return SMALL_FILE_LIMITS if request.file_bytes < SMALL_FILE else FILE_LIMITS


def send(
    spec: OperationSpec, log: OperationLog, request: Request, clock: Clock, keep_lease: Callable[[], None]
) -> Outcome:
    """Send a planned row's request and settle the row; nothing is raised for Zocdoc's errors, the outcome tells them.

    The row says `sending` in the database before the first byte leaves: if this process dies now, the row tells that
    it may have happened.
    """

    def before_write() -> None:
        why = gates.closed(spec, log.connection)
        if why:
            raise NotPermitted(why)
        keep_lease()
        ledger.mark_sending(log, clock.now(), seconds=request.seconds)

    try:
        client = client_for(log.connection, before_write=before_write, prompt=True, limits=limits_of(request))
        answer = _exchanged(client, request, repeats=_repeats(spec))
    except ledger.RowLost:
        return outcome_of(log)
    except OperationError as error:
        _close(log, State.NOT_SENT, clock, error_code=error.code, error_sentence=error.sentence)
        return outcome_of(log)
    except Conflict as error:
        return _conflict(log, error, clock)
    except ZocdocError as error:
        return _failed(log, error, clock)
    return _answered(log, answer, clock)


def _repeats(spec: OperationSpec) -> int:
    """Return how often a request whose answer is lost goes again: the same whole day gives the same day."""
    return REPEATS if spec.repeatable else 0


def _exchanged(client: ZocdocClient, request: Request, *, repeats: int) -> Answer:
    try:
        return exchange(client, request)
    except NoAnswer as lost:
        if not repeats:
            raise
        time.sleep(PAUSE_SECONDS)
        try:
            return _exchanged(client, request, repeats=repeats - 1)
        except (ZocdocError, OperationError):
            # Whatever stopped the later try says nothing of this one.
            raise lost from None


def _failed(log: OperationLog, error: ZocdocError, clock: Clock) -> Outcome:
    """Settle a row whose request ended in an error, or leave it unknown and plan that Zocdoc is asked."""
    if isinstance(error, CredentialsRejected):
        note_failure(log.connection, error, now=clock.now())
    state = state_after(error)
    sentence = sentence_after(log.operation, error)
    told = {"error_code": error.code, "http_status": error.status, "request_id": error.request_id}
    if state != State.UNKNOWN:
        _close(log, state, clock, error_sentence=sentence, settled_by="answer", **told)
    elif ledger.move(log, state, OPEN, error_sentence=sentence, **told):
        plan_settlement(log, clock.now())
    return outcome_of(log)


def _conflict(log: OperationLog, error: Conflict, clock: Clock) -> Outcome:
    """Settle a 409: read the appointment again, and if it is as wished already, nothing is wrong.

    What is read is somebody else's doing: a 409 did nothing, so the change that it shows is not of this operation.
    """
    told = {"http_status": error.status, "request_id": error.request_id}
    try:
        row = log.appointment and reread(log.connection, log.target, now=clock.now())
    except ZocdocError:
        row = None
    if row and holds(log.wish, row):
        _close(log, State.CONFIRMED, clock, error_sentence=ALREADY_SO, settled_by="already_so", **told)
        return outcome_of(log)
    seen = f" The appointment is {row.status_label.lower()}." if row else ""
    sentence = f"{sentence_after(log.operation, error)}{seen}"
    _close(log, State.REFUSED, clock, error_code=error.code, error_sentence=sentence, **told)
    return outcome_of(log)


def _answered(log: OperationLog, answer: Answer, clock: Clock) -> Outcome:
    # A new secret is kept before anything else: it exists nowhere but in this answer.
    body = keep_secret(log.connection, answer.body)
    said = answer.data if isinstance(answer.data, Mapping) else {}
    told: dict[str, Any] = {"http_status": answer.status, "request_id": answer.request_id, "answer": body}
    state = State.REFUSED if said.get("appointment_status") in FAILED else State.CONFIRMED
    told |= {"settled_at": clock.now(), "settled_by": "answer", **_words_of(said)}
    # Together: a process that ends between the two would leave the change to a poll, as if it were somebody else's.
    with transaction.atomic():
        moved = ledger.move(log, state, OPEN, **told)
        if moved:
            mirror(log, said, clock.now())
    if moved:
        look_up(log, said, clock.now())
    return outcome_of(log, replace(answer, body=body))


def _words_of(said: Mapping[str, Any]) -> dict[str, str]:
    status = said.get("appointment_status")
    if status in FAILED:
        return {"error_code": str(status), "error_sentence": FAILED_THERE[AppointmentStatus(status)]}
    return {"error_code": "", "error_sentence": ""}


def _close(log: OperationLog, state: OperationState, clock: Clock, **values: Any) -> None:
    ledger.move(log, state, OPEN, settled_at=clock.now(), **values)
