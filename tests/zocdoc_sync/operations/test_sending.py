"""What another process does to a row while it is on its way."""

import pytest
from django.db import connection
from django.utils import timezone

from tests.zocdoc_sync.operations.standin import booked, effects, sent
from zocdoc_sync.enums import OperationState
from zocdoc_sync.models import OperationLog
from zocdoc_sync.operations import sending
from zocdoc_sync.operations.performing import perform

State = OperationState


@pytest.fixture
def confirm(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic)

    def confirming():
        fields = {"appointment_id": appointment.zocdoc_id}
        return perform("confirmAppointment", clinic, fields, actor=actor, now=timezone.now())

    return confirming


def test_a_row_that_was_settled_before_the_bytes_left_is_not_sent(sandbox, confirm, monkeypatch):
    def given_up(_spec, _connection):
        OperationLog.objects.update(state=State.NOT_SENT, error_sentence="The program ended before it was sent.")
        return ""

    monkeypatch.setattr("zocdoc_sync.operations.sending.gates.closed", given_up)

    outcome = confirm()

    assert (outcome.state, outcome.sentence) == (State.NOT_SENT, "The program ended before it was sent.")
    assert sent(sandbox, "confirmAppointment") == 0


def test_an_answer_counts_even_after_the_deadline_made_the_row_unknown(sandbox, confirm, monkeypatch):
    def late(*args):
        answer = real(*args)
        OperationLog.objects.update(state=State.UNKNOWN)
        return answer

    real = sending.exchange
    monkeypatch.setattr(sending, "exchange", late)

    assert confirm().state == State.CONFIRMED
    assert OperationLog.objects.get().state == State.CONFIRMED
    assert effects(sandbox) == ["confirmAppointment"]


def test_a_writer_that_lost_its_lease_sends_nothing(sandbox, confirm, monkeypatch):
    monkeypatch.setattr("zocdoc_sync.operations.targets.renew", lambda *_args, **_kwargs: False)

    outcome = confirm()

    assert outcome.state == State.NOT_SENT
    assert outcome.sentence == "It took too long, and someone else may change this by now: nothing was sent."
    assert sent(sandbox, "confirmAppointment") == 0


def test_a_booking_that_failed_at_zocdoc_is_not_called_done(sandbox, confirm, monkeypatch):
    def failing(*args):
        answer = real(*args)
        answer.body["data"]["appointment_status"] = "booking_failed"
        return answer

    real = sending.exchange
    monkeypatch.setattr(sending, "exchange", failing)

    outcome = confirm()

    assert (outcome.state, outcome.ok, outcome.error_code) == (State.REFUSED, False, "booking_failed")
    assert outcome.sentence == "Zocdoc took the request, but the booking failed there."


def test_the_request_and_the_answer_are_sealed_in_the_database(confirm):
    outcome = confirm()

    with connection.cursor() as cursor:
        cursor.execute("SELECT request, answer FROM zocdoc_sync_operationlog")
        stored = "".join(cursor.fetchone())
    assert outcome.log.target not in stored
    assert outcome.log.target in str(outcome.log.request)
    assert outcome.log.target in str(OperationLog.objects.get().answer)
