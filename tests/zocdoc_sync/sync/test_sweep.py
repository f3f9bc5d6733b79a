from datetime import timedelta

import pytest
from django.utils import timezone

from zocdoc_sync.enums import SyncReason
from zocdoc_sync.models import Appointment, Change
from zocdoc_sync.sync.appointments import sync_appointments
from zocdoc_sync.sync.sweep import sweep


@pytest.fixture
def mirror(clinic, sandbox):
    sandbox.generate(count=200, days_back=5, days_ahead=30, status="confirmed")
    sync_appointments(clinic, reason=SyncReason.ASKED, now=timezone.now())
    return Appointment.objects.order_by("pk")


def run(clinic):
    return sweep(clinic, now=timezone.now())


def test_a_mirror_without_drift_is_left_alone(clinic, mirror):
    swept = run(clinic)
    assert (swept.state, swept.error_sentence, swept.rows_seen) == ("done", "", 200)
    assert (swept.rows_created, swept.rows_changed, Change.objects.count()) == (0, 0, 0)


def test_drift_is_repaired_told_and_counted(clinic, mirror, sandbox):
    lost, stale = mirror[3], mirror[4]
    lost.delete()
    Appointment.objects.filter(pk=stale.pk).update(status="pending_booking", digest="f" * 32)
    swept = run(clinic)
    assert (swept.rows_created, swept.rows_changed, swept.reason) == (1, 1, "sweep")
    assert sorted((one.kind, one.channel) for one in Change.objects.all()) == [
        ("booked", "sweep"),
        ("confirmed", "sweep"),
    ]
    assert Appointment.objects.count() == 200


def test_what_zocdoc_no_longer_knows_is_marked_as_gone(clinic, mirror, sandbox):
    vanished = mirror[7]
    sandbox.control("DELETE", f"appointments/{vanished.zocdoc_id}")
    swept = run(clinic)
    vanished.refresh_from_db()
    assert (vanished.gone_at is not None, swept.rows_changed) == (True, 1)
    assert Appointment.objects.filter(gone_at__isnull=True).count() == 199


def test_after_a_broken_listing_nothing_is_marked_as_gone(clinic, mirror, sandbox):
    sandbox.control("DELETE", f"appointments/{mirror[7].zocdoc_id}")
    sandbox.faults([{"operation": "getAppointments", "kind": "500", "times": -1, "after": 1}])
    assert run(clinic).state == "failed"
    assert Appointment.objects.filter(gone_at__isnull=False).count() == 0


def test_what_changed_after_the_last_poll_is_no_drift(clinic, mirror, sandbox):
    changed = {"appointment_status": "cancelled", "notify": False}
    later = (timezone.now() + timedelta(seconds=1)).isoformat()
    sandbox.control("PATCH", f"appointments/{mirror[9].zocdoc_id}", changed | {"last_modified_time_utc": later})
    swept = run(clinic)
    assert (swept.rows_changed, [one.kind for one in Change.objects.all()]) == (0, ["cancelled"])


def test_patients_become_due_when_their_appointment_comes_near(clinic, mirror):
    mirror.update(patient_due_at=None)
    run(clinic)
    assert Appointment.objects.filter(patient_due_at__isnull=True).count() == 0
