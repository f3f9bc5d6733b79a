import pytest
from django.utils import timezone

from zocdoc_sync.enums import Channel, SyncReason
from zocdoc_sync.errors import ServerFault
from zocdoc_sync.models import Appointment, Participant
from zocdoc_sync.sync import participants
from zocdoc_sync.sync.appointments import sync_appointments
from zocdoc_sync.sync.one import refresh_appointment
from zocdoc_sync.sync.participants import read_participant


@pytest.fixture
def booked(clinic, sandbox):
    sandbox.generate(count=1, days_back=1, days_ahead=3)
    sync_appointments(clinic, reason=SyncReason.ASKED, now=timezone.now())
    return Appointment.objects.get()


def test_the_patient_is_kept_readable_only_with_the_key(booked, sandbox):
    now = timezone.now()
    stored = sandbox.appointment(booked.zocdoc_id)["patient"]
    read_participant(booked, now=now)
    patient = Participant.objects.get()
    assert (patient.first_name, patient.last_name, patient.phone, patient.email) == (
        stored["first_name"],
        stored["last_name"],
        stored["phone_number"],
        stored["email_address"],
    )
    assert patient.last_name_index != ""
    booked.refresh_from_db()
    assert (booked.patient_read_at, booked.patient_due_at) == (now, None)


def test_reading_again_replaces_what_was_read(booked):
    read_participant(booked, now=timezone.now())
    Participant.objects.update(last_name_index="")
    read_participant(booked, now=timezone.now())
    assert [patient.last_name_index != "" for patient in Participant.objects.all()] == [True]


def test_a_patient_who_is_not_known_is_not_asked_for_again(booked, sandbox):
    sandbox.control("DELETE", f"appointments/{booked.zocdoc_id}")
    assert read_participant(booked, now=timezone.now()) is None
    booked.refresh_from_db()
    assert (booked.patient_due_at, Participant.objects.count()) == (None, 0)


def test_a_failed_reading_stays_due(booked, sandbox):
    sandbox.faults([{"operation": "getAppointmentParticipants", "kind": "500", "times": -1}])
    with pytest.raises(ServerFault):
        read_participant(booked, now=timezone.now())
    due = booked.patient_due_at
    booked.refresh_from_db()
    assert (booked.patient_due_at, due is not None) == (due, True)


def test_an_appointment_that_changes_meanwhile_stays_due(booked, clinic, sandbox, monkeypatch):
    kept = participants._keep

    def keep_while_it_changes(*args):
        sandbox.control("PATCH", f"appointments/{booked.zocdoc_id}", {"notes": "new", "notify": False})
        refresh_appointment(clinic, booked.zocdoc_id, channel=Channel.WEBHOOK, now=timezone.now())
        return kept(*args)

    monkeypatch.setattr(participants, "_keep", keep_while_it_changes)
    read_participant(booked, now=timezone.now())
    booked.refresh_from_db()
    assert booked.patient_due_at is not None
