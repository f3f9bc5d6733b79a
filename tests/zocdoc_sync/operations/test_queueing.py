"""What a job sends is written down first and sent once, however often the job runs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync.operations.standin import booked, effects, sent
from zocdoc_sync.coordination.leases import acquire, release
from zocdoc_sync.enums import JobState, OperationState
from zocdoc_sync.jobs.outcomes import Postpone
from zocdoc_sync.models import Connection, Job, OperationLog
from zocdoc_sync.operations.due import plan_due_settlements
from zocdoc_sync.operations.errors import InputRefused, WrongState
from zocdoc_sync.operations.queueing import enqueue, send_planned
from zocdoc_sync.operations.targets import lease_name

State = OperationState


@pytest.fixture
def appointment(sandbox, clinic):
    return booked(sandbox, clinic)


@pytest.fixture
def row(clinic, actor, appointment):
    fields = {"appointment_id": appointment.zocdoc_id}
    return enqueue("confirmAppointment", clinic, fields, actor=actor, now=timezone.now(), key="bulk-1")


def test_it_is_written_down_with_the_job_that_sends_it(sandbox, row, appointment):
    job = Job.objects.get(kind="operation.send")

    assert (row.state, row.appointment, job.payload) == (State.PLANNED, appointment, {"operation_id": str(row.pk)})
    assert effects(sandbox) == []


def test_the_job_may_run_twice_and_sends_once(sandbox, row, appointment):
    first, again = send_planned(row, now=timezone.now()), send_planned(row, now=timezone.now())

    assert (first.state, first.ok) == (again.state, again.ok) == (State.CONFIRMED, True)
    assert effects(sandbox) == ["confirmAppointment"]
    assert sent(sandbox, "confirmAppointment") == 1
    appointment.refresh_from_db()
    assert appointment.status == "confirmed"


def test_the_same_key_has_one_row_and_one_job(clinic, actor, row, appointment):
    fields = {"appointment_id": appointment.zocdoc_id}

    again = enqueue("confirmAppointment", clinic, fields, actor=actor, now=timezone.now(), key="bulk-1")

    assert again == row
    assert (OperationLog.objects.count(), Job.objects.filter(kind="operation.send").count()) == (1, 1)


def test_a_state_that_changed_meanwhile_is_not_sent(sandbox, row, appointment):
    sandbox.control("PATCH", f"appointments/{appointment.zocdoc_id}", {"appointment_status": "cancelled"})

    outcome = send_planned(row, now=timezone.now() + timedelta(minutes=1))

    assert (outcome.state, outcome.error_code) == (State.NOT_SENT, "wrong_state")
    assert sent(sandbox, "confirmAppointment") == 0


def test_a_kill_switch_in_the_middle_of_a_bulk_stops_the_rest(sandbox, clinic, actor):
    rows = []
    for number in range(4):
        fields = {"appointment_id": booked(sandbox, clinic).zocdoc_id}
        rows.append(enqueue("cancelAppointment", clinic, fields, actor=actor, now=timezone.now(), key=f"bulk-{number}"))
    done = [send_planned(row, now=timezone.now()).state for row in rows[:2]]

    Connection.objects.update(is_active=False)
    left = [send_planned(row, now=timezone.now()).state for row in rows[2:]]

    assert (done, left) == ([State.CONFIRMED] * 2, [State.NOT_SENT] * 2)
    assert effects(sandbox) == ["cancelAppointment"] * 2


def test_a_target_that_another_writer_holds_is_tried_later(sandbox, row, monkeypatch):
    monkeypatch.setattr("zocdoc_sync.operations.targets.WAIT_SECONDS", 0.0)
    name = lease_name(row.connection, row.target, "appointment")
    held = acquire(name, seconds=60, now=timezone.now(), owner="another")

    with pytest.raises(Postpone) as caught:
        send_planned(row, now=timezone.now())
    row.refresh_from_db()
    assert (caught.value.seconds, row.state, effects(sandbox)) == (20, State.PLANNED, [])

    release(held)
    assert send_planned(row, now=timezone.now()).ok


def test_an_open_outcome_of_the_same_holds_back_the_queued_one(sandbox, clinic, actor, row, appointment):
    OperationLog.objects.create(
        connection=clinic,
        operation="confirmAppointment",
        key="earlier",
        state=State.UNKNOWN,
        target=appointment.zocdoc_id,
        planned_at=timezone.now(),
    )

    assert send_planned(row, now=timezone.now()).state == State.NOT_SENT
    assert effects(sandbox) == []


def test_what_waited_for_more_than_an_hour_is_not_sent(sandbox, row):
    outcome = send_planned(row, now=timezone.now() + timedelta(minutes=61))

    assert outcome.state == State.NOT_SENT
    assert outcome.sentence == "It waited for more than an hour and was not sent: ask again if it is still wanted."
    assert effects(sandbox) == []


def test_a_planned_row_stays_planned_while_its_job_lives(row):
    late = row.deadline_at + timedelta(seconds=1)

    assert plan_due_settlements(late) == 1

    row.refresh_from_db()
    assert (row.state, row.deadline_at > late) == (State.PLANNED, True)


def test_a_planned_row_whose_job_gave_up_was_not_sent(row):
    Job.objects.filter(kind="operation.send").update(state=JobState.PARKED)

    plan_due_settlements(row.deadline_at + timedelta(seconds=1))

    row.refresh_from_db()
    assert row.state == State.NOT_SENT


def test_a_wrong_state_is_not_queued_and_a_repeated_key_returns_its_row(sandbox, clinic, actor, row, appointment):
    send_planned(row, now=timezone.now())
    fields = {"appointment_id": appointment.zocdoc_id}

    with pytest.raises(WrongState):
        enqueue("confirmAppointment", clinic, fields, actor=actor, now=timezone.now(), key="bulk-2")

    assert enqueue("confirmAppointment", clinic, fields, actor=actor, now=timezone.now(), key="bulk-1") == row
    assert OperationLog.objects.count() == 1


def test_a_read_and_a_file_do_not_wait_in_the_queue(clinic, actor, appointment):
    for code in ("getAppointment", "uploadAppointmentAttachment"):
        with pytest.raises(InputRefused):
            enqueue(code, clinic, {"appointment_id": appointment.zocdoc_id}, actor=actor, now=timezone.now())

    assert OperationLog.objects.count() == 0
