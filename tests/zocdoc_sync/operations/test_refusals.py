"""Zocdoc's own errors: each ends in its state, with one sentence, and nothing is sent twice."""

import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync.operations.standin import booked, connection_to, effects, sent
from zocdoc_sync.enums import ConnectionState, OperationState, SyncReason
from zocdoc_sync.models import Alert, Connection, ConnectionToken, OperationLog
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.sync.appointments import sync_appointments

State = OperationState


@pytest.fixture
def seeded(sandbox, clinic):
    """A stand-in and a connection whose first reading is complete, so that changes are news."""
    sync_appointments(clinic, reason=SyncReason.ASKED, now=timezone.now())
    return sandbox, clinic


def change(connection, appointment, actor, code="confirmAppointment", **fields):
    given = {"appointment_id": appointment.zocdoc_id, **fields}
    return perform(code, connection, given, actor=actor, now=timezone.now())


def as_another_did(sandbox, appointment, status):
    """Change it at the stand-in while our row is fresh, so that nothing but Zocdoc can tell."""
    sandbox.control("PATCH", f"appointments/{appointment.zocdoc_id}", {"appointment_status": status})


def test_a_conflict_whose_wish_holds_already_is_no_error(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic)
    as_another_did(sandbox, appointment, "confirmed")

    outcome = change(clinic, appointment, actor)

    assert (outcome.state, outcome.ok) == (State.CONFIRMED, True)
    assert outcome.sentence == "It was already so: nothing had to change."
    assert (outcome.log.http_status, outcome.log.settled_by) == (409, "already_so")
    assert sent(sandbox, "confirmAppointment") == 1
    appointment.refresh_from_db()
    assert appointment.status == "confirmed"


def test_any_other_conflict_is_refused_with_the_status_that_zocdoc_shows(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic)
    as_another_did(sandbox, appointment, "cancelled")

    outcome = change(clinic, appointment, actor)

    assert (outcome.state, outcome.ok, outcome.error_code) == (State.REFUSED, False, "conflict")
    assert outcome.sentence.endswith(" The appointment is cancelled.")
    assert sent(sandbox, "confirmAppointment") == 1
    appointment.refresh_from_db()
    assert appointment.status == "cancelled"


@pytest.mark.parametrize("status", ["cancelled", "confirmed"])
def test_what_another_did_before_a_conflict_is_not_called_this_operations_change(seeded, actor, status):
    sandbox, clinic = seeded
    appointment = booked(sandbox, clinic)
    as_another_did(sandbox, appointment, status)

    change(clinic, appointment, actor)

    assert [(row.kind, row.operation) for row in appointment.changes.exclude(kind="booked")] == [(status, None)]


def test_a_refusal_for_too_many_requests_does_not_promise_to_try_again(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic)
    sandbox.faults([{"operation": "confirmAppointment", "kind": "429"}])

    outcome = change(clinic, appointment, actor)

    assert (outcome.state, outcome.error_code) == (State.NOT_SENT, "rate_limited")
    assert outcome.sentence == (
        "Zocdoc asks for fewer requests at the moment. It was not sent and nothing changed: it may be tried again."
    )


def test_a_missing_scope_is_named(sandbox, db, actor):
    sandbox.control(
        "POST",
        "clients",
        {
            "client_id": "reader",
            "secret": "reader-secret",
            "scopes": ["external.appointment.read"],
        },
    )
    connection = connection_to(sandbox, client_id="reader", client_secret="reader-secret")
    appointment = booked(sandbox, connection)

    outcome = change(connection, appointment, actor)

    assert (outcome.state, outcome.error_code) == (State.REFUSED, "permission_missing")
    assert "external.appointment.write" in outcome.sentence
    assert sent(sandbox, "confirmAppointment") == 1
    assert effects(sandbox) == []


def test_a_rejected_credential_stops_the_connection(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic)
    clinic.client_secret = "wrong"
    clinic.save()
    ConnectionToken.objects.all().delete()

    outcome = change(clinic, appointment, actor)

    assert (outcome.ok, outcome.error_code) == (False, "token_refused")
    assert Connection.objects.get().state == ConnectionState.NEEDS_RECONNECTING
    assert Alert.objects.get().code == "needs_reconnecting"
    assert effects(sandbox) == []


def test_a_request_that_never_left_is_not_sent_and_may_be_tried_again(sandbox, clinic, actor, quick_pauses):
    appointment = booked(sandbox, clinic)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    Connection.objects.update(api_url=nobody)
    clinic.refresh_from_db()

    outcome = change(clinic, appointment, actor)

    assert (outcome.state, outcome.error_code) == (State.NOT_SENT, "never_sent")
    assert outcome.sentence.endswith("It was not sent and nothing changed: it may be tried again.")
    Connection.objects.update(api_url=sandbox.url)
    clinic.refresh_from_db()
    assert change(clinic, appointment, actor).ok
    assert effects(sandbox) == ["confirmAppointment"]


def test_too_many_requests_leave_a_write_unsent(sandbox, clinic, actor, quick_pauses):
    appointment = booked(sandbox, clinic)
    sandbox.faults([{"operation": "confirmAppointment", "kind": "429", "times": -1}])

    outcome = change(clinic, appointment, actor)

    assert (outcome.state, outcome.error_code) == (State.NOT_SENT, "rate_limited")
    assert effects(sandbox) == []


def test_a_write_goes_through_after_a_429(sandbox, clinic, actor, quick_pauses):
    appointment = booked(sandbox, clinic)
    sandbox.faults([{"operation": "confirmAppointment", "kind": "429", "times": 1}])

    assert change(clinic, appointment, actor).ok
    assert effects(sandbox) == ["confirmAppointment"]


def test_a_failed_read_before_a_write_sends_nothing(sandbox, clinic, actor, quick_pauses):
    appointment = booked(sandbox, clinic)
    type(appointment).objects.update(seen_at=timezone.now() - timedelta(hours=1))
    sandbox.faults([{"operation": "getAppointment", "kind": "500", "times": -1}])

    outcome = change(clinic, appointment, actor)

    assert (outcome.state, outcome.log) == (State.NOT_SENT, None)
    assert outcome.sentence.startswith("The appointment could not be read first. ")
    assert sent(sandbox, "confirmAppointment") == 0
    assert OperationLog.objects.count() == 0


@pytest.mark.parametrize("kind", ["500", "drop_after"])
def test_a_failed_read_changes_nothing_and_says_so(sandbox, clinic, actor, quick_pauses, kind):
    sandbox.faults([{"operation": "getAppointments", "kind": kind, "times": -1}])

    outcome = perform("getAppointments", clinic, {}, actor=actor, now=timezone.now())

    assert (outcome.state, outcome.ok, outcome.log) == (State.NOT_SENT, False, None)
    assert outcome.sentence != ""
