from datetime import timedelta

import pytest
from django.db import OperationalError

from tests.zocdoc_sync.jobs.conftest import NOW
from zocdoc_sync.enums import AlertCode, JobState
from zocdoc_sync.jobs import handing_over, ticker
from zocdoc_sync.jobs.claiming import LEASE, claim
from zocdoc_sync.jobs.handing_over import LOST_AFTER, MOST_IN_QUEUE, due_jobs
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.jobs.ticker import tick
from zocdoc_sync.models import Alert, Job

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
HERE = "tests.zocdoc_sync.jobs.test_ticker"
trouble = []


def plans_two(now):
    return 2


def fails(now):
    if trouble:
        raise trouble[0]
    return 1


@pytest.fixture
def failing(settings):
    settings.EVERY_SECOND = (f"{HERE}.fails", f"{HERE}.plans_two")
    trouble.append(ValueError("Ada Lovelace"))
    yield trouble
    trouble.clear()


def test_due_jobs_come_by_priority_and_then_by_age():
    late = plan("works", {}, now=NOW, due_at=NOW - SECOND)
    early = plan("works", {}, now=NOW, due_at=NOW - 2 * SECOND)
    urgent = plan("works", {}, now=NOW, priority=1)
    plan("works", {}, now=NOW, due_at=NOW + SECOND)
    assert list(due_jobs(NOW)) == [urgent, early, late]


def test_a_due_job_is_handed_over_once_with_the_time_that_its_kind_may_take(queue):
    due = plan("works", {}, now=NOW)
    plan("works", {}, now=NOW, due_at=NOW + SECOND)
    assert tick(NOW).handed_over == 1
    assert tick(NOW).handed_over == 0
    assert queue.handed == [(due.pk, 90)]


def test_a_job_of_an_unknown_kind_is_handed_over_too_so_that_it_is_parked(queue):
    unknown = plan("unheard_of", {}, now=NOW)
    tick(NOW)
    assert queue.handed == [(unknown.pk, 60)]


def test_a_job_that_was_lost_on_the_way_is_handed_over_again(queue):
    due = plan("works", {}, now=NOW)
    tick(NOW)
    tick(NOW + LOST_AFTER)
    assert len(queue.handed) == 1
    tick(NOW + LOST_AFTER + SECOND)
    assert [pk for pk, _timeout in queue.handed] == [due.pk, due.pk]


def test_a_job_that_runs_is_not_handed_over_again(queue):
    due = plan("works", {}, now=NOW)
    tick(NOW)
    claim(due.pk, now=NOW + LOST_AFTER)
    tick(NOW + LOST_AFTER + SECOND)
    assert len(queue.handed) == 1


def test_the_queue_is_kept_short(queue):
    for _ in range(5):
        plan("works", {}, now=NOW)
    queue.waiting = MOST_IN_QUEUE - 3
    assert tick(NOW).handed_over == 3
    queue.waiting = MOST_IN_QUEUE
    assert tick(NOW).handed_over == 0


def test_a_clock_that_looked_at_the_same_moment_hands_nothing_over_twice(queue, monkeypatch):
    due = plan("works", {}, now=NOW)
    real = handing_over._timeout

    def meanwhile(kind):
        if len(queue.handed) == 0:
            Job.objects.filter(pk=due.pk).update(queued_at=NOW)
            stale = Job.objects.filter(pk=due.pk, state=JobState.WAITING, queued_at=None)
            assert stale.update(queued_at=NOW) == 0
        return real(kind)

    monkeypatch.setattr(handing_over, "_timeout", meanwhile)
    tick(NOW)
    tick(NOW)
    assert len(queue.handed) == 1


def test_nothing_is_handed_over_when_the_jobs_run_here(queue):
    plan("works", {}, now=NOW)
    assert tick(NOW, hand_over=False).handed_over == 0
    assert queue.handed == []


def test_the_job_of_a_dead_worker_is_rescued_and_handed_over_in_the_same_tick(queue):
    due = plan("works", {}, now=NOW)
    tick(NOW)
    claim(due.pk, now=NOW)
    found = tick(NOW + LEASE)
    assert (found.rescued, found.handed_over) == (1, 1)


def test_a_part_that_fails_does_not_stop_the_others_and_becomes_an_alert(failing, queue, caplog):
    due = plan("works", {}, now=NOW)
    assert tick(NOW).planned == 2
    tick(NOW + SECOND)
    alert = Alert.objects.get()
    assert queue.handed == [(due.pk, 90)]
    assert (alert.code, alert.fault, alert.count) == (AlertCode.CLOCK_FAULT, f"clock:{HERE}.fails", 2)
    assert "ValueError" in alert.sentence
    assert [text for text in (alert.sentence, caplog.text) if "Ada" in text] == []


def test_the_alert_is_closed_when_the_part_goes_well_again_also_after_a_restart(failing, queue):
    tick(NOW)
    failing.clear()
    ticker._well.clear()
    tick(NOW + SECOND)
    assert Alert.objects.get().closed_at == NOW + SECOND


def test_a_database_that_does_not_answer_is_no_fault_of_the_part(failing, queue):
    failing[0] = OperationalError("locked")
    assert tick(NOW).planned == 2
    assert Alert.objects.count() == 0
