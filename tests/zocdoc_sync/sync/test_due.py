from datetime import timedelta

import pytest

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.factories import NOW
from zocdoc_sync.enums import ConnectionState
from zocdoc_sync.models import Appointment, Job
from zocdoc_sync.sync.due import PATIENT_AGAIN, plan_due_participants, plan_due_polls

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def jobs():
    return [(job.kind, job.key, job.payload) for job in Job.objects.order_by("pk")]


def finish_jobs():
    Job.objects.update(state="done")


def test_a_connection_is_polled_at_its_interval_and_not_before():
    clinic = factories.connection(poll_seconds=15)
    assert plan_due_polls(NOW) == 1
    assert jobs() == [
        ("sync.appointments", f"appointments:{clinic.pk}", {"connection_id": clinic.pk, "reason": "schedule"})
    ]
    finish_jobs()
    assert [plan_due_polls(NOW + SECOND * n) for n in (1, 14, 15, 16)] == [0, 0, 1, 0]
    clinic.refresh_from_db()
    assert clinic.next_poll_at == NOW + SECOND * 30


def test_after_six_hours_there_is_one_poll():
    factories.connection(next_poll_at=NOW - timedelta(hours=6))
    assert [plan_due_polls(NOW), plan_due_polls(NOW)] == [1, 0]


@pytest.mark.parametrize(
    ("fields", "planned"),
    [
        ({"state": ConnectionState.NEW}, 1),
        ({"state": ConnectionState.READY}, 1),
        ({"state": ConnectionState.NEEDS_RECONNECTING}, 0),
        ({"is_active": False}, 0),
    ],
)
def test_only_a_connection_in_use_is_polled(fields, planned):
    factories.connection(**fields)
    assert plan_due_polls(NOW) == planned


def test_a_connection_whose_poll_runs_longer_than_its_interval_is_polled_right_after_it():
    clinic = factories.connection(poll_seconds=15)
    plan_due_polls(NOW)
    Job.objects.update(state="running")
    assert [plan_due_polls(NOW + SECOND * n) for n in (15, 40)] == [0, 0]
    finish_jobs()
    assert [plan_due_polls(NOW + SECOND * n) for n in (41, 42)] == [1, 0]
    clinic.refresh_from_db()
    assert clinic.next_poll_at == NOW + SECOND * 56


def test_a_running_poll_holds_up_no_other_connections():
    factories.connection()
    plan_due_polls(NOW)
    Job.objects.update(state="running")
    factories.connection()
    assert plan_due_polls(NOW) == 1


def test_pending_appointments_patients_come_first():
    clinic = factories.connection()
    for number in range(12):
        factories.appointment(clinic, status="confirmed", patient_due_at=NOW - SECOND * (100 - number))
    pending = [factories.appointment(clinic, patient_due_at=NOW).pk for _ in range(3)]
    assert plan_due_participants(NOW) == 8
    planned = [payload["appointment_id"] for _, _, payload in jobs()]
    assert planned[:3] == pending
    assert {job.priority for job in Job.objects.all()} == {9}


def test_no_more_patients_wait_than_can_be_read_soon():
    clinic = factories.connection()
    for _ in range(40):
        factories.appointment(clinic, patient_due_at=NOW)
    assert [plan_due_participants(NOW) for _ in range(4)] == [8, 8, 4, 0]


def test_a_patient_who_could_not_be_read_comes_again_later():
    row = factories.appointment(patient_due_at=NOW)
    assert [plan_due_participants(NOW), plan_due_participants(NOW)] == [1, 0]
    finish_jobs()
    assert plan_due_participants(NOW + PATIENT_AGAIN) == 1
    assert Appointment.objects.get(pk=row.pk).patient_due_at == NOW + 2 * PATIENT_AGAIN


def test_patients_of_connections_out_of_use_and_of_gone_appointments_wait():
    factories.appointment(factories.connection(is_active=False), patient_due_at=NOW)
    factories.appointment(patient_due_at=NOW, gone_at=NOW)
    assert plan_due_participants(NOW) == 0
