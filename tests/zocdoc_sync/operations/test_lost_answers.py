"""What may have happened is a state of its own, read back and never sent again."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.zocdoc_sync.operations.standin import booked, effects, sent
from zocdoc_sync.enums import OperationState, SyncReason
from zocdoc_sync.models import Alert, Connection, Job, OperationLog
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.due import plan_due_settlements
from zocdoc_sync.operations.errors import NotPermitted, WrongState
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.operations.settling import settle, settle_by_person
from zocdoc_sync.sync.appointments import sync_appointments

State = OperationState
UNKNOWN = (
    "Unknown: Zocdoc's answer did not come, so it may or may not have happened. Asking Zocdoc; do not do it again."
)
LOOKS = (5, 30, 120, 600)


def change(connection, appointment, actor, code="confirmAppointment", **fields):
    given = {"appointment_id": appointment.zocdoc_id, **fields}
    return perform(code, connection, given, actor=actor, now=timezone.now())


def look(log, times):
    return [settle(log, now=log.sending_at + timedelta(seconds=seconds)) for seconds in LOOKS[:times]]


def look_in_vain(sandbox, log):
    """Look as often as is looked, while Zocdoc tells nothing."""
    sandbox.faults([{"operation": "getAppointment", "kind": "403", "times": len(LOOKS)}])
    assert look(log, 4)[-1] == State.ASKS


def lose(sandbox, operation, kind="drop_after", times=1):
    sandbox.faults([{"operation": operation, "kind": kind, "times": times}])


def test_a_confirm_whose_answer_never_comes_is_not_sent_again_and_is_settled_by_reading_back(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic)
    lose(sandbox, "confirmAppointment")

    outcome = change(clinic, appointment, actor)

    assert (outcome.state, outcome.ok, outcome.sentence) == (State.UNKNOWN, False, UNKNOWN)
    assert outcome.error_code == "no_answer"
    job = Job.objects.get(kind="operation.settle")
    assert job.payload == {"operation_id": str(outcome.log.pk)}
    assert job.due_at == outcome.log.sending_at + timedelta(seconds=5)
    assert look(outcome.log, 1) == [State.RECONCILED]
    assert (outcome.log.settled_by, outcome.log.error_sentence) == ("read_back", "")
    assert sent(sandbox, "confirmAppointment") == 1
    assert effects(sandbox) == ["confirmAppointment"]
    appointment.refresh_from_db()
    assert appointment.status == "confirmed"
    assert settle(outcome.log, now=timezone.now()) == State.RECONCILED


@pytest.fixture
def seeded(sandbox, clinic):
    """A stand-in and a connection whose first reading is complete, so that changes are news."""
    sync_appointments(clinic, reason=SyncReason.ASKED, now=timezone.now())
    return sandbox, clinic


@pytest.mark.parametrize("seen_first_by_a_poll", [True, False])
@pytest.mark.parametrize(("code", "kind"), [("confirmAppointment", "confirmed"), ("cancelAppointment", "cancelled")])
def test_the_change_of_a_lost_answer_is_the_operations_whoever_saw_it_first(
    seeded, actor, code, kind, seen_first_by_a_poll
):
    sandbox, clinic = seeded
    appointment = booked(sandbox, clinic)
    lose(sandbox, code)
    outcome = change(clinic, appointment, actor, code)

    if seen_first_by_a_poll:
        sync_appointments(clinic, reason=SyncReason.SCHEDULE, now=timezone.now())
        sandbox.control("PATCH", f"appointments/{appointment.zocdoc_id}", {"notes": "something else"})
    look(outcome.log, 1)
    sync_appointments(clinic, reason=SyncReason.SCHEDULE, now=timezone.now())

    expected = [("booked", None), (kind, outcome.log), *([("details", None)] if seen_first_by_a_poll else [])]
    assert [(row.kind, row.operation) for row in appointment.changes.order_by("version")] == expected


def test_what_another_did_meanwhile_is_not_called_the_operations_change(seeded, actor):
    sandbox, clinic = seeded
    appointment = booked(sandbox, clinic)
    lose(sandbox, "confirmAppointment", "drop_before")
    outcome = change(clinic, appointment, actor)
    sandbox.control("PATCH", f"appointments/{appointment.zocdoc_id}", {"appointment_status": "cancelled"})

    look(outcome.log, 1)

    assert outcome.log.state == State.UNKNOWN
    seen = appointment.changes.order_by("version")
    assert [(row.kind, row.operation) for row in seen] == [("booked", None), ("cancelled", None)]


def test_a_confirm_that_never_arrived_is_known_not_to_have_happened_after_a_quiet_time(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic)
    lose(sandbox, "confirmAppointment", "drop_before")

    outcome = change(clinic, appointment, actor)

    assert outcome.state == State.UNKNOWN
    assert look(outcome.log, 3) == [State.UNKNOWN, State.UNKNOWN, State.NOT_SENT]
    assert sent(sandbox, "confirmAppointment") == 1
    assert effects(sandbox) == []
    assert Alert.objects.count() == 0
    log = outcome.log
    assert (log.settled_by, log.error_code) == ("read_back", "did_not_happen")
    assert log.error_sentence.startswith("Confirm appointment was sent at ")
    assert "Zocdoc shows it as To confirm" in log.error_sentence
    assert log.error_sentence.endswith("(before it was sent). It did not happen: it may be tried again.")
    assert change(clinic, appointment, actor).state == State.CONFIRMED


def test_a_confirm_of_what_was_cancelled_meanwhile_is_asked_about_after_the_last_look(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic)
    lose(sandbox, "confirmAppointment", "drop_before")
    outcome = change(clinic, appointment, actor)
    sandbox.control("PATCH", f"appointments/{appointment.zocdoc_id}", {"appointment_status": "cancelled"})

    assert look(outcome.log, 4) == [State.UNKNOWN, State.UNKNOWN, State.UNKNOWN, State.ASKS]
    assert sent(sandbox, "confirmAppointment") == 1
    alert = Alert.objects.get()
    assert (alert.code, alert.connection, alert.closed_at) == ("outcome_asks", clinic, None)
    assert alert.sentence == outcome.log.error_sentence
    assert alert.sentence.startswith("Confirm appointment was sent at ")


@pytest.mark.parametrize("kind", ["500", "502_html", "truncated", "broken_json", "200_html"])
def test_a_fault_of_the_server_leaves_a_write_unknown(sandbox, clinic, actor, kind):
    appointment = booked(sandbox, clinic)
    lose(sandbox, "confirmAppointment", kind)

    outcome = change(clinic, appointment, actor)

    assert outcome.state == State.UNKNOWN
    assert sent(sandbox, "confirmAppointment") == 1
    happened = effects(sandbox) == ["confirmAppointment"]
    assert look(outcome.log, 1) == [State.RECONCILED if happened else State.UNKNOWN]


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("cancelAppointment", {"cancellation_reason_type": "provider_not_available"}),
        ("updateAppointmentStatus", {"appointment_status": "no_show"}),
    ],
)
def test_every_change_of_an_appointment_is_settled_by_reading_back(sandbox, clinic, actor, code, fields):
    start = timezone.now().replace(microsecond=0) + timedelta(hours=-1 if "appointment_status" in fields else 48)
    appointment = booked(sandbox, clinic, status="confirmed", start_time=start.isoformat())
    lose(sandbox, code)

    outcome = change(clinic, appointment, actor, code, **fields)

    assert outcome.state == State.UNKNOWN
    assert look(outcome.log, 1) == [State.RECONCILED]
    assert effects(sandbox) == [code]


def test_arrived_cannot_be_read_back_so_a_person_is_asked_at_once(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic, status="confirmed")
    lose(sandbox, "updateAppointmentStatus")

    outcome = change(clinic, appointment, actor, "updateAppointmentStatus", appointment_status="arrived")

    assert look(outcome.log, 1) == [State.ASKS]
    assert settle_by_person(outcome.log, True, actor, timezone.now()) == State.RECONCILED
    appointment.refresh_from_db()
    assert appointment.arrived_at is not None


def test_the_same_is_not_asked_twice_while_its_outcome_is_open(sandbox, clinic, actor):
    appointment = booked(sandbox, clinic)
    lose(sandbox, "confirmAppointment", "drop_before")
    outcome = change(clinic, appointment, actor)

    with pytest.raises(WrongState) as while_unknown:
        change(clinic, appointment, actor)
    look_in_vain(sandbox, outcome.log)
    with pytest.raises(WrongState) as while_asking:
        change(clinic, appointment, actor)

    assert while_unknown.value.sentence == (
        "The same was asked before and its outcome is not known yet: Zocdoc is being asked."
    )
    assert while_asking.value.sentence == (
        "The same was asked before and nobody knows whether it happened: say so on the page of operations first."
    )
    assert sent(sandbox, "confirmAppointment") == 1


class TestPeople:
    @pytest.fixture
    def asking(self, sandbox, clinic, actor):
        appointment = booked(sandbox, clinic)
        lose(sandbox, "confirmAppointment", "drop_before")
        outcome = change(clinic, appointment, actor)
        look_in_vain(sandbox, outcome.log)
        return outcome.log

    def test_what_did_not_happen_may_be_done_again(self, sandbox, clinic, actor, asking):
        assert settle_by_person(asking, False, actor, timezone.now()) == State.NOT_SENT

        assert (asking.settled_by, asking.error_sentence) == ("person", "test says that it did not happen.")
        assert Alert.objects.get().closed_at is not None
        assert change(clinic, asking.appointment, actor).ok
        assert effects(sandbox) == ["confirmAppointment"]

    def test_what_happened_is_settled(self, asking, actor):
        assert settle_by_person(asking, True, actor, timezone.now()) == State.RECONCILED

        assert asking.error_sentence == "test says that it happened."

    def test_a_settled_outcome_stays_settled(self, asking, actor):
        settle_by_person(asking, True, actor, timezone.now())

        with pytest.raises(WrongState):
            settle_by_person(asking, False, actor, timezone.now())

        asking.refresh_from_db()
        assert asking.state == State.RECONCILED

    def test_only_who_may_perform_it_may_say(self, asking, clinic):
        person = User.objects.create_user("vic")
        clinic.members.add(person)

        with pytest.raises(NotPermitted):
            settle_by_person(asking, True, Actor.of(person), timezone.now())

        asking.refresh_from_db()
        assert asking.state == State.ASKS


def test_zocdoc_being_down_counts_as_a_look_and_ends_with_a_person(sandbox, clinic, actor, quick_pauses):
    appointment = booked(sandbox, clinic)
    lose(sandbox, "*", "drop_before", times=-1)
    outcome = change(clinic, appointment, actor)

    assert look(outcome.log, 4) == [State.UNKNOWN, State.UNKNOWN, State.UNKNOWN, State.ASKS]
    assert "Zocdoc could not be asked: " in outcome.log.error_sentence


class TestDeadProcesses:
    @pytest.fixture
    def row(self, sandbox, clinic, actor):
        appointment = booked(sandbox, clinic)
        outcome = change(clinic, appointment, actor)
        Job.objects.all().delete()
        return outcome.log

    def left(self, row, state, **values):
        OperationLog.objects.filter(pk=row.pk).update(state=state, settled_at=None, **values)
        row.refresh_from_db()

    def test_a_planned_row_of_a_dead_process_was_not_sent(self, row):
        now = timezone.now()
        self.left(row, State.PLANNED, deadline_at=now)

        assert plan_due_settlements(now) == 1

        row.refresh_from_db()
        assert (row.state, row.error_code, row.settled_at) == (State.NOT_SENT, "process_ended", now)

    def test_a_row_that_was_being_sent_becomes_unknown_and_is_read_back(self, row):
        now = row.sending_at + timedelta(minutes=3)
        self.left(row, State.SENDING, deadline_at=now)

        assert plan_due_settlements(now) == 1

        row.refresh_from_db()
        assert row.state == State.UNKNOWN
        assert Job.objects.get(kind="operation.settle").payload == {"operation_id": str(row.pk)}
        assert settle(row, now=now) == State.RECONCILED

    def test_nothing_is_touched_before_its_deadline(self, row):
        now = timezone.now()
        self.left(row, State.SENDING, deadline_at=now + timedelta(seconds=1))

        assert plan_due_settlements(now) == 0
        assert settle(row, now=now) == State.SENDING

    def test_a_look_whose_job_was_lost_is_planned_again_once(self, row):
        now = timezone.now()
        self.left(row, State.UNKNOWN, deadline_at=now, checks=1)

        assert [plan_due_settlements(now), plan_due_settlements(now)] == [1, 0]
        assert Job.objects.filter(kind="operation.settle").count() == 1


def test_a_deleted_connection_takes_its_ledger_with_it_and_nothing_breaks(sandbox, clinic, actor):
    change(clinic, booked(sandbox, clinic), actor)

    Connection.objects.all().delete()

    assert plan_due_settlements(timezone.now() + timedelta(days=1)) == 0
