from django.utils import timezone

from zocdoc_sync.enums import Channel, SyncReason
from zocdoc_sync.models import Appointment, Change
from zocdoc_sync.sync.appointments import sync_appointments
from zocdoc_sync.sync.one import refresh_appointment


def seeded(clinic):
    sync_appointments(clinic, reason=SyncReason.ASKED, now=timezone.now())


def refresh(clinic, zocdoc_id):
    return refresh_appointment(clinic, zocdoc_id, channel=Channel.WEBHOOK, now=timezone.now())


def test_an_unknown_appointment_is_fetched_and_booked(clinic, sandbox):
    seeded(clinic)
    (zocdoc_id,) = sandbox.appointments({"appointment_status": "pending_booking"})
    assert refresh(clinic, zocdoc_id) == Appointment.objects.get()
    assert [(one.kind, one.channel) for one in Change.objects.all()] == [("booked", "webhook")]
    assert refresh(clinic, zocdoc_id).version == 1


def test_before_the_seed_nothing_is_fired(clinic, sandbox):
    (zocdoc_id,) = sandbox.appointments({"appointment_status": "pending_booking"})
    assert refresh(clinic, zocdoc_id).zocdoc_id == zocdoc_id
    assert Change.objects.count() == 0


def test_a_vanished_appointment_is_marked_and_kept(clinic, sandbox):
    (zocdoc_id,) = sandbox.appointments({"appointment_status": "confirmed"})
    seeded(clinic)
    sandbox.control("DELETE", f"appointments/{zocdoc_id}")
    assert refresh(clinic, zocdoc_id) is None
    assert Appointment.objects.get().gone_at is not None
    assert [one.kind for one in Change.objects.all()] == ["details"]


def test_an_appointment_that_nobody_knows_leaves_no_trace(clinic, sandbox):
    seeded(clinic)
    assert refresh(clinic, "99999999-9999-4999-8999-999999999999") is None
    assert Appointment.objects.count() == 0
