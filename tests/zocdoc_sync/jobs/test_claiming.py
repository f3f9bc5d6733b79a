from datetime import timedelta

import pytest

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.jobs.conftest import NOW
from zocdoc_sync.coordination.owner import this_process
from zocdoc_sync.enums import AlertCode, JobState
from zocdoc_sync.jobs import claiming
from zocdoc_sync.jobs.claiming import LEASE, claim, fail, finish, pause_after, postpone, renew, rescue_expired
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Alert, Job

pytestmark = pytest.mark.django_db
EXPIRED = NOW + LEASE


def job(**fields):
    return plan("works", {"n": 1}, now=NOW, **fields)


def test_a_claim_counts_the_attempt_and_holds_the_row():
    planned = job()
    got = claim(planned.pk, now=NOW)
    planned.refresh_from_db()
    assert (got.attempt, got.fence, got.payload, got.kind) == (1, 1, {"n": 1}, "works")
    assert (planned.state, planned.attempts, planned.fence) == (JobState.RUNNING, 1, 1)
    assert (planned.lease_owner, planned.lease_until, planned.started_at) == (got.owner, EXPIRED, NOW)


def test_a_job_is_claimed_once():
    planned = job()
    assert claim(planned.pk, now=NOW) is not None
    assert claim(planned.pk, now=NOW) is None


def test_what_another_worker_took_between_our_look_and_our_update_is_not_ours(monkeypatch):
    planned = job()

    def taken_meanwhile():
        Job.objects.update(fence=1)
        return "late worker"

    monkeypatch.setattr(claiming, "this_process", taken_meanwhile)
    assert claim(planned.pk, now=NOW) is None
    assert Job.objects.get().state == JobState.WAITING


def test_a_job_that_is_not_due_is_not_claimed():
    planned = job(due_at=NOW + timedelta(seconds=1))
    assert claim(planned.pk, now=NOW) is None
    assert claim(planned.pk, now=NOW + timedelta(seconds=1)) is not None


def test_a_finished_job_is_done():
    got = claim(job().pk, now=NOW)
    assert finish(got, now=NOW) is True
    done = Job.objects.get()
    assert (done.state, done.finished_at, done.lease_until) == (JobState.DONE, NOW, None)


def test_a_worker_that_lost_its_claim_changes_nothing():
    stale = claim(job().pk, now=NOW)
    rescue_expired(EXPIRED)
    fresh = claim(stale.job_id, now=EXPIRED)
    before = Job.objects.values().get()
    assert finish(stale, now=EXPIRED) is False
    assert renew(stale, now=EXPIRED + timedelta(seconds=1)) is False
    fail(stale, code="x", sentence="X.", now=EXPIRED)
    fail(stale, code="x", sentence="X.", now=EXPIRED, for_good=True)
    postpone(stale, seconds=9, why="X.", now=EXPIRED)
    assert Job.objects.values().get() == before
    assert Alert.objects.count() == 0
    assert finish(fresh, now=EXPIRED) is True


def test_a_renewed_lease_is_not_rescued():
    got = claim(job().pk, now=NOW)
    assert renew(got, now=NOW + LEASE / 2) is True
    assert rescue_expired(EXPIRED) == 0
    assert rescue_expired(EXPIRED + LEASE / 2) == 1


def test_a_postponed_job_comes_again_later_and_the_attempt_does_not_count():
    postpone(claim(job().pk, now=NOW), seconds=30, why="Busy.", now=NOW)
    waiting = Job.objects.get()
    assert (waiting.state, waiting.attempts, waiting.due_at) == (JobState.WAITING, 0, NOW + timedelta(seconds=30))
    assert (waiting.queued_at, waiting.lease_until, waiting.error_sentence) == (None, None, "Busy.")


def test_a_failed_job_comes_again_after_a_pause(monkeypatch):
    monkeypatch.setattr(claiming.random, "uniform", lambda low, high: high)
    planned = job(max_attempts=3)
    pauses = []
    now = NOW
    for _ in range(2):
        fail(claim(planned.pk, now=now), code="broken", sentence="It broke.", now=now)
        planned.refresh_from_db()
        pauses.append((planned.due_at - now).total_seconds())
        assert (planned.state, planned.queued_at, planned.error_code) == (JobState.WAITING, None, "broken")
        now = planned.due_at
    assert pauses == [2, 8]


def test_a_job_is_parked_with_an_alert_when_its_attempts_are_used_up():
    clinic = factories.connection()
    planned = job(max_attempts=1, connection=clinic)
    fail(claim(planned.pk, now=NOW), code="broken", sentence="It broke.", now=NOW)
    planned.refresh_from_db()
    alert = Alert.objects.get()
    assert (planned.state, planned.finished_at, planned.error_code) == (JobState.PARKED, NOW, "broken")
    assert (alert.code, alert.connection) == (AlertCode.JOB_PARKED, clinic)
    assert alert.sentence == "The job works gave up after 1 attempts: It broke."


def test_jobs_of_one_kind_that_give_up_are_one_alert():
    for _ in range(3):
        fail(claim(job().pk, now=NOW), code="broken", sentence="It broke.", now=NOW, for_good=True)
    assert Alert.objects.get().count == 3


def test_what_nothing_can_help_is_parked_at_its_first_attempt():
    fail(claim(job(max_attempts=5).pk, now=NOW), code="gone", sentence="Gone.", now=NOW, for_good=True)
    assert (Job.objects.get().state, Job.objects.get().attempts) == (JobState.PARKED, 1)


def test_the_job_of_a_dead_worker_is_due_at_once_and_its_attempt_counts():
    claim(job().pk, now=NOW)
    assert rescue_expired(EXPIRED - timedelta(seconds=1)) == 0
    assert rescue_expired(EXPIRED) == 1
    waiting = Job.objects.get()
    assert (waiting.state, waiting.due_at, waiting.attempts) == (JobState.WAITING, EXPIRED, 1)
    assert waiting.error_code == "worker_ended"


def test_the_job_of_a_process_of_this_machine_that_ended_is_due_before_its_lease_is_over(monkeypatch):
    claim(job().pk, now=NOW)
    monkeypatch.setattr("zocdoc_sync.jobs.claiming.has_ended", lambda owner: owner == this_process())
    assert rescue_expired(NOW) == 1
    assert Job.objects.get().state == JobState.WAITING


def test_a_job_that_always_kills_its_worker_is_parked():
    planned = job(max_attempts=2)
    now = NOW
    for _ in range(2):
        assert claim(planned.pk, now=now) is not None
        now += LEASE
        rescue_expired(now)
    assert claim(planned.pk, now=now) is None
    assert Job.objects.get().state == JobState.PARKED
    assert Alert.objects.count() == 1


def test_pauses_grow_to_half_an_hour_and_are_spread():
    assert {pause_after(20) <= timedelta(minutes=30) for _ in range(50)} == {True}
    assert len({pause_after(3) for _ in range(50)}) > 1
    assert min(pause_after(3) for _ in range(50)) >= timedelta(seconds=16)
