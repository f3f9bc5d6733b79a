"""Performing an operation that only reads."""

from collections.abc import Mapping
from datetime import datetime

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.records import appointment_record
from zocdoc_sync.connections.clients import client_for
from zocdoc_sync.connections.trouble import note_failure
from zocdoc_sync.enums import Channel, Operation
from zocdoc_sync.errors import CredentialsRejected, NotFound, RequestRefused, ZocdocError
from zocdoc_sync.models import AccessEvent, Connection
from zocdoc_sync.operations.asking import Asked
from zocdoc_sync.operations.outcomes import SENTENCES, Outcome, State
from zocdoc_sync.operations.sending import exchange
from zocdoc_sync.operations.spec import APPOINTMENT
from zocdoc_sync.operations.targets import unknown_appointment
from zocdoc_sync.operations.wording import in_words
from zocdoc_sync.sync.applying import apply_records


def read(asked: Asked) -> Outcome:
    """Ask Zocdoc and return its answer; reading a patient is noted in the audit before it is asked for."""
    now = asked.clock.now()
    if asked.spec.shows_patient:
        _note_access(asked, now)
    try:
        answer = exchange(client_for(asked.connection, prompt=True), asked.request)
    except ZocdocError as error:
        note_trouble(asked.connection, error, now)
        return _failed(asked, error)
    if asked.spec.code == Operation.GET_APPOINTMENT:
        _keep(asked.connection, answer, now)
    shown = asked.request.shown()
    return Outcome(
        State.CONFIRMED,
        ok=True,
        sentence=SENTENCES[State.CONFIRMED],
        answer=answer,
        request=shown,
        request_id=answer.request_id,
    )


def note_trouble(connection: Connection, error: ZocdocError, now: datetime) -> None:
    """Let a rejected credential stop the connection."""
    if isinstance(error, CredentialsRejected):
        note_failure(connection, error, now=now)


def _failed(asked: Asked, error: ZocdocError) -> Outcome:
    sentence = error.sentence
    if isinstance(error, NotFound) and asked.spec.target == APPOINTMENT:
        sentence = unknown_appointment(asked.connection).sentence
    state = State.REFUSED if isinstance(error, RequestRefused) else State.NOT_SENT
    return Outcome(
        state,
        ok=False,
        sentence=in_words(asked.spec.code, sentence),
        request=asked.request.shown(),
        error_code=error.code,
        request_id=error.request_id,
    )


def _keep(connection: Connection, answer: Answer, now: datetime) -> None:
    if isinstance(answer.data, Mapping):
        apply_records(connection, [appointment_record(answer.data)], channel=Channel.READ_BACK, now=now)


def _note_access(asked: Asked, now: datetime) -> None:
    AccessEvent.objects.create(
        at=now,
        actor=asked.actor.user,
        actor_label=asked.actor.label[:150],
        action=asked.spec.code,
        subject=asked.target,
        connection=asked.connection,
    )
