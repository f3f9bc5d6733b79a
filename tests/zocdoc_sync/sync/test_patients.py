from datetime import timedelta

import pytest
from django.utils import timezone

from zocdoc_sync.alerts import close_alert
from zocdoc_sync.connections.checking import check
from zocdoc_sync.connections.saving import save
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.errors import ServerFault
from zocdoc_sync.models import Alert, Appointment, Connection, Participant
from zocdoc_sync.sync.appointments import sync_appointments
from zocdoc_sync.sync.due import plan_due_participants
from zocdoc_sync.sync.patients import read_due_patient

MANY = 6


@pytest.fixture
def booked(clinic, sandbox):
    sandbox.generate(count=MANY, days_back=1, days_ahead=3)
    sync_appointments(clinic, reason=SyncReason.ASKED, now=timezone.now())
    return list(Appointment.objects.select_related("connection"))


def refuse(sandbox, kind="403"):
    sandbox.faults([{"operation": "getAppointmentParticipants", "kind": kind}])


def asked(sandbox, operation="getAppointmentParticipants"):
    return len([one for one in sandbox.requests() if one["operationId"] == operation])


def read_all(rows):
    for row in rows:
        read_due_patient(Appointment.objects.select_related("connection").get(pk=row.pk), now=timezone.now())


def test_a_missing_scope_is_told_once_and_asked_for_once(booked, clinic, sandbox):
    refuse(sandbox)
    read_all(booked)
    assert asked(sandbox) == 1
    alert = Alert.objects.get()
    assert (alert.connection, alert.count, alert.closed_at) == (clinic, 1, None)
    assert alert.sentence.startswith(f"The patients of {clinic.name} are not read. These credentials may not do ")
    assert plan_due_participants(timezone.now()) == 0
    assert plan_due_participants(timezone.now() + timedelta(days=1)) == 0


def as_checked(clinic):
    assert check(clinic, now=timezone.now()).ok


def as_edited(clinic):
    clinic.scopes = "external.appointment.read external.appointment.write"
    assert save(clinic)


def as_closed_by_a_person(_clinic):
    close_alert(Alert.objects.get().fault, now=timezone.now())


@pytest.mark.parametrize("brought_back", [as_checked, as_edited, as_closed_by_a_person])
def test_patients_are_read_again_once_the_connection_was_seen_to(booked, clinic, sandbox, brought_back):
    refuse(sandbox)
    read_all(booked)
    sandbox.faults([])
    brought_back(clinic)
    assert plan_due_participants(timezone.now()) == MANY
    read_all(booked)
    assert Participant.objects.count() == MANY
    assert Alert.objects.filter(closed_at__isnull=True).count() == 0


def test_another_connections_patients_are_read_all_the_same(booked, clinic, sandbox):
    refuse(sandbox)
    read_all(booked[:1])
    other = Connection.objects.create(name="Other", environment="local", client_id="x", client_secret="y")
    Appointment.objects.filter(pk=booked[1].pk).update(connection=other)
    assert plan_due_participants(timezone.now()) == 1


def test_dead_credentials_are_told_as_the_connections_and_leave_the_patients_due(booked, clinic, sandbox):
    clinic.client_secret = "wrong"
    clinic.save()
    sandbox.control("POST", "tokens", {"revoke": True})
    tokens = asked(sandbox, "token")
    read_all(booked)
    assert [alert.code for alert in Alert.objects.all()] == ["needs_reconnecting"]
    assert (asked(sandbox), asked(sandbox, "token") - tokens) == (1, 1)
    assert Appointment.objects.filter(patient_due_at__lte=timezone.now()).count() == MANY


def test_nothing_is_read_for_a_connection_that_was_switched_off_meanwhile(booked, clinic, sandbox):
    Connection.objects.update(is_active=False)
    read_all(booked)
    assert asked(sandbox) == 0
    assert Appointment.objects.filter(patient_due_at__lte=timezone.now()).count() == MANY


def test_a_fault_of_one_reading_is_the_jobs_own(booked, sandbox):
    refuse(sandbox, "500")
    with pytest.raises(ServerFault):
        read_all(booked[:1])
    assert Alert.objects.count() == 0
