import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.operations.standin import booked, sent
from zocdoc_sync.alerts import raise_alert
from zocdoc_sync.client.sender import Sender
from zocdoc_sync.enums import AlertCode
from zocdoc_sync.jobs.draining import drain
from zocdoc_sync.models import Alert, Appointment, Change, Connection, SyncRun, WebhookEvent
from zocdoc_sync.webhooks import reading
from zocdoc_sync.webhooks.planning import plan_due_webhooks
from zocdoc_sync.webhooks.reading import read_waiting
from zocdoc_sync.webhooks.receiving import clock_fault

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded(linked):
    factories.sync_cursor(linked)
    return linked


def told(connection, zocdoc_id, **fields):
    now = timezone.now()
    values = {"digest": uuid.uuid4().hex, "zocdoc_id": zocdoc_id, "received_at": now, "due_at": now}
    return WebhookEvent.objects.create(connection=connection, **values | fields)


def states():
    return list(WebhookEvent.objects.order_by("pk").values_list("state", flat=True))


def read(connection):
    return read_waiting(connection, clock=timezone.now)


def test_the_state_comes_from_zocdoc_and_the_change_is_the_webhooks(sandbox, seeded):
    row = booked(sandbox, seeded)
    sandbox.control("PATCH", f"appointments/{row.zocdoc_id}", {"appointment_status": "confirmed"})
    told(seeded, row.zocdoc_id, update_type="cancelled")
    assert read(seeded) == 1
    row.refresh_from_db()
    assert (row.status, states()) == ("confirmed", ["done"])
    change = Change.objects.latest("pk")
    assert (change.kind, change.channel) == ("confirmed", "webhook")


def test_several_webhooks_about_one_appointment_are_one_request_in_any_order(sandbox, seeded):
    row = booked(sandbox, seeded)
    before = sent(sandbox, "getAppointment")
    now = timezone.now()
    for kind, minutes in (("cancelled", 1), ("created", 3), ("updated", 2)):
        told(seeded, row.zocdoc_id, update_type=kind, told_at=now - timedelta(minutes=minutes + 60))
    assert read(seeded) == 1
    assert (sent(sandbox, "getAppointment") - before, states()) == (1, ["done"] * 3)


def test_an_appointment_that_the_mirror_does_not_know_is_fetched(sandbox, seeded):
    (zocdoc_id,) = sandbox.appointments({"appointment_status": "pending_booking"})
    told(seeded, zocdoc_id, update_type="created")
    read(seeded)
    assert (Appointment.objects.get().zocdoc_id, states()) == (zocdoc_id, ["done"])
    assert Change.objects.get().kind == "booked"


def test_an_id_that_zocdoc_does_not_know_is_parked_after_one_request(sandbox, seeded):
    told(seeded, str(uuid.uuid4()))
    read(seeded)
    read(seeded)
    assert (states(), sent(sandbox, "getAppointment"), plan_due_webhooks(timezone.now())) == (["parked"], 1, 0)


def test_before_the_first_sync_is_complete_nothing_is_fired(sandbox, linked):
    (zocdoc_id,) = sandbox.appointments({"appointment_status": "pending_booking"})
    told(linked, zocdoc_id)
    read(linked)
    assert (Appointment.objects.count(), Change.objects.count()) == (1, 0)


def test_an_answer_from_before_the_change_is_asked_for_again_and_then_left_to_the_poll(sandbox, seeded):
    row = booked(sandbox, seeded)
    event = told(seeded, row.zocdoc_id, told_at=timezone.now() + timedelta(minutes=1))
    for attempt, pause in enumerate(reading.PAUSES, start=1):
        read(seeded)
        event.refresh_from_db()
        assert (event.state, event.attempts) == ("waiting", attempt)
        assert pause - timedelta(seconds=2) < event.due_at - timezone.now() <= pause
        WebhookEvent.objects.update(due_at=timezone.now())
    read(seeded)
    assert states() == ["left"]


@pytest.mark.parametrize(("kind", "state"), [("500", "waiting"), ("403", "left")])
def test_a_fault_is_tried_again_and_a_refusal_is_not(sandbox, seeded, monkeypatch, kind, state):
    monkeypatch.setitem(Sender.__init__.__kwdefaults__, "sleep", lambda _seconds: None)
    row = booked(sandbox, seeded)
    sandbox.faults([{"operation": "getAppointment", "kind": kind}])
    told(seeded, row.zocdoc_id)
    read(seeded)
    assert states() == [state]


def test_a_limit_that_is_reached_puts_all_off_without_counting_an_attempt(seeded, monkeypatch):
    def limited(*_args, **_kwargs):
        raise reading.RateLimited("Too many requests.")

    monkeypatch.setattr(reading, "refresh_appointment", limited)
    told(seeded, str(uuid.uuid4()))
    told(seeded, str(uuid.uuid4()))
    read(seeded)
    assert set(WebhookEvent.objects.values_list("state", "attempts")) == {("waiting", 0)}
    assert WebhookEvent.objects.filter(due_at__lt=timezone.now() + timedelta(seconds=25)).count() == 0
    assert plan_due_webhooks(timezone.now()) == 0


def test_a_connection_that_is_switched_off_reads_nothing(sandbox, seeded):
    told(seeded, str(uuid.uuid4()))
    Connection.objects.update(is_active=False)
    read(seeded)
    assert (states(), sandbox.requests()) == (["skipped"], [])


def test_many_appointments_are_one_poll_and_what_it_did_not_bring_is_fetched(sandbox, seeded):
    ids = sandbox.appointments(*[{"appointment_status": "pending_booking"} for _ in range(30)])
    for zocdoc_id in ids:
        told(seeded, zocdoc_id, told_at=timezone.now() - timedelta(minutes=1))
    told(seeded, str(uuid.uuid4()))
    read(seeded)
    assert sorted(set(states())) == ["done", "parked"]
    assert (SyncRun.objects.get().reason, sent(sandbox, "getAppointment")) == ("webhook", 1)
    assert set(Change.objects.values_list("channel", flat=True)) == {"webhook"}
    assert Change.objects.count() == 30


def test_while_a_poll_runs_many_webhooks_wait_for_it(sandbox, seeded, monkeypatch):
    monkeypatch.setattr(reading, "sync_appointments", lambda *_args, **_kwargs: SyncRun(state="failed"))
    for _ in range(30):
        told(seeded, str(uuid.uuid4()))
    assert read(seeded) == 0
    assert (set(states()), sandbox.requests()) == ({"waiting"}, [])


def test_the_clock_finds_what_no_job_was_planned_for(sandbox, seeded):
    row = booked(sandbox, seeded)
    told(seeded, row.zocdoc_id)
    drain(timezone.now)
    assert states() == ["done"]


def test_a_good_delivery_closes_the_alert_about_the_clocks(sandbox, seeded):
    raise_alert(AlertCode.CLOCK_SKEW, clock_fault(seeded), "Six minutes.", now=timezone.now(), connection=seeded)
    read(seeded)
    assert Alert.objects.filter(closed_at__isnull=True).count() == 0
