from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync import factories
from zocdoc_sync.coordination.leases import acquire
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.models import Alert, Appointment, Change, Job, Lease, SyncCursor, SyncRun
from zocdoc_sync.sync.appointments import sync_appointments

HOUR = timedelta(hours=1)


def poll(clinic, **more):
    return sync_appointments(clinic, reason=SyncReason.SCHEDULE, now=timezone.now(), **more)


def mirrored():
    return set(Appointment.objects.values_list("zocdoc_id", flat=True))


def lists(sandbox):
    return [one for one in sandbox.requests() if one["operationId"] == "getAppointments"]


def kinds():
    return sorted(Change.objects.values_list("kind", flat=True))


def test_the_first_poll_seeds_and_fires_nothing(clinic, sandbox):
    ids = sandbox.generate(count=250)
    run = poll(clinic)
    assert (run.state, run.error_sentence, run.rows_created, run.rows_seen) == ("done", "", 250, 250)
    assert mirrored() == set(ids)
    assert Change.objects.count() == 0
    cursor = SyncCursor.objects.get()
    assert (cursor.seeded_at is not None, cursor.position) == (True, run.cursor_after)


def test_an_unchanged_poll_costs_one_request_and_writes_no_row(clinic, sandbox):
    sandbox.generate(count=250, days_back=3)
    poll(clinic)
    before = len(lists(sandbox))
    run = poll(clinic)
    assert (run.requests, len(lists(sandbox)) - before) == (1, 1)
    assert (run.state, run.rows_created, run.rows_changed) == ("done", 0, 0)
    assert Change.objects.count() == 0


def test_what_happens_after_the_seed_is_told_once(clinic, sandbox):
    first, second = sandbox.generate(count=2, status="pending_booking", days_back=2)
    poll(clinic)
    sandbox.control("PATCH", f"appointments/{first}", {"appointment_status": "confirmed"})
    sandbox.appointments({"appointment_status": "pending_booking"})
    run = poll(clinic)
    assert (run.rows_created, run.rows_changed, kinds()) == (1, 1, ["booked", "confirmed"])
    poll(clinic)
    assert kinds() == ["booked", "confirmed"]
    assert Change.objects.get(kind="confirmed").sync_run == run
    assert Change.objects.get(kind="confirmed").appointment.zocdoc_id == first
    assert second in mirrored()


def test_twenty_thousand_with_a_crowded_instant_arrive_complete(clinic, sandbox):
    ids = sandbox.generate(count=20_000, same_instant=1500)
    run = poll(clinic)
    assert (run.state, run.error_sentence, run.ceiling_met) == ("done", "", True)
    assert mirrored() == set(ids)
    assert (run.rows_created, run.rows_seen) == (20_000, 20_000)
    assert run.requests <= 1.15 * 20_000 / 100


def test_the_cursor_is_zocdocs_time_whatever_our_clock_says(clinic, sandbox):
    sandbox.control("POST", "clock", {"offset_seconds": -300})
    try:
        sandbox.generate(count=3)
        run = poll(clinic)
    finally:
        sandbox.control("POST", "clock", {"offset_seconds": 0})
    assert timedelta(minutes=4) < timezone.now() - run.cursor_after < timedelta(minutes=6)
    assert Alert.objects.get().code == "clock_skew"


@pytest.mark.parametrize("kind", ["truncated", "broken_json", "200_html", "500", "drop_before"])
def test_a_spoilt_page_writes_nothing_and_moves_no_cursor(clinic, sandbox, kind):
    poll(clinic)
    position = SyncCursor.objects.get().position
    sandbox.generate(count=5)
    sandbox.faults([{"operation": "getAppointments", "kind": kind, "times": -1}])
    run = poll(clinic)
    assert (run.state, Appointment.objects.count(), Change.objects.count()) == ("failed", 0, 0)
    assert SyncCursor.objects.get().position == position
    assert (run.error_code in ERROR_OF[kind], bool(run.error_sentence)) == (True, True)
    clinic.refresh_from_db()
    assert clinic.last_poll_at == run.finished_at > clinic.last_good_poll_at
    sandbox.faults([])
    assert poll(clinic, full=True).rows_created == 5


ERROR_OF = {
    "truncated": {"unreadable_answer", "no_answer"},
    "broken_json": {"unreadable_answer"},
    "200_html": {"unreadable_answer"},
    "500": {"server_fault"},
    "drop_before": {"no_answer"},
}


def test_a_burst_of_faults_is_outlived(clinic, sandbox):
    ids = sandbox.generate(count=900)
    sandbox.faults([{"operation": "getAppointments", "kind": "500", "times": 3, "after": 2}])
    assert poll(clinic).state == "done"
    assert mirrored() == set(ids)


def test_a_failure_in_the_middle_keeps_what_landed_and_goes_on_from_there(clinic, sandbox):
    ids = sandbox.generate(count=4000)
    sandbox.faults([{"operation": "getAppointments", "kind": "500", "times": -1, "after": 30}])
    run = poll(clinic)
    assert (run.state, run.rows_created) == ("failed", Appointment.objects.count())
    assert 2000 <= run.rows_created < 4000
    assert SyncCursor.objects.get().seeded_at is None
    sandbox.faults([])
    again = poll(clinic)
    assert (again.state, again.cursor_before) == ("done", run.cursor_after)
    assert again.requests < 30
    assert (mirrored(), Change.objects.count()) == (set(ids), 0)


def test_nulls_are_mirrored_with_their_gaps(clinic, sandbox):
    sandbox.generate(count=120)
    sandbox.faults([{"operation": "getAppointments", "kind": "null_fields", "times": -1}])
    assert poll(clinic).rows_created == 120
    assert all(row.gaps for row in Appointment.objects.all())


def test_unknown_words_are_mirrored_and_alerted(clinic, sandbox):
    sandbox.generate(count=120)
    sandbox.faults([{"operation": "getAppointments", "kind": "unknown_enum", "times": -1}])
    assert poll(clinic).rows_created == 120
    words = {alert.fault.split(":")[2] for alert in Alert.objects.filter(code="new_value")}
    assert words == {"status", "visit_type", "patient_type"}


def test_a_second_poller_leaves_at_once(clinic, sandbox):
    acquire(f"sync:appointments:{clinic.pk}", seconds=60, now=timezone.now(), owner="another")
    before = len(lists(sandbox))
    run = poll(clinic)
    assert (run.error_code, run.pk, len(lists(sandbox))) == ("already_running", None, before)
    assert SyncRun.objects.count() == 0


def test_the_lease_is_given_back(clinic, sandbox):
    poll(clinic)
    assert Lease.objects.get(name=f"sync:appointments:{clinic.pk}").expires_at < timezone.now()


def test_a_run_whose_process_died_is_closed_by_the_next(clinic, sandbox):
    dead = factories.sync_run(clinic, state="running", finished_at=None)
    sweep = factories.sync_run(clinic, state="running", finished_at=None, reason="sweep")
    poll(clinic)
    dead.refresh_from_db()
    sweep.refresh_from_db()
    assert (dead.state, dead.error_code, sweep.state) == ("failed", "abandoned", "running")


def test_refused_credentials_stop_the_polls_with_a_sentence(clinic, sandbox):
    clinic.client_secret = "wrong"
    clinic.save()
    run = poll(clinic)
    clinic.refresh_from_db()
    assert (run.state, clinic.state) == ("failed", "needs_reconnecting")
    assert clinic.state_sentence == run.error_sentence


def test_a_reading_since_a_later_time_leaves_no_gap_behind(clinic, sandbox):
    sandbox.generate(count=10, days_back=2)
    poll(clinic)
    position = SyncCursor.objects.get().position
    run = poll(clinic, since=timezone.now() + HOUR)
    assert (run.state, run.cursor_after, SyncCursor.objects.get().position) == ("done", position, position)


def test_a_first_reading_since_a_time_does_not_count_as_the_seed(clinic, sandbox):
    ids = sandbox.generate(count=10, days_back=10)
    run = poll(clinic, since=timezone.now() - timedelta(days=5))
    assert 0 < run.rows_created < 10
    assert poll(clinic).state == "done"
    assert (mirrored(), Change.objects.count()) == (set(ids), 0)


def test_five_failures_in_a_row_raise_one_alert_and_a_good_poll_closes_it(clinic, sandbox):
    sandbox.faults([{"operation": "getAppointments", "kind": "500", "times": -1}])
    for _ in range(6):
        poll(clinic)
    alert = Alert.objects.get()
    assert (alert.code, alert.count, alert.closed_at) == ("sync_failing", 2, None)
    sandbox.faults([])
    poll(clinic)
    alert.refresh_from_db()
    assert alert.closed_at is not None


def test_places_that_have_no_name_yet_are_planned_to_be_read_once(clinic, sandbox):
    sandbox.generate(count=3)
    poll(clinic)
    assert [(job.kind, job.key) for job in Job.objects.all()] == [("sync.directory", f"directory:{clinic.pk}")]
    poll(clinic)
    assert Job.objects.count() == 1
