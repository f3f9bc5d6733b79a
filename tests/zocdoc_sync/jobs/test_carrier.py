from datetime import timedelta

import pytest
from django.db import OperationalError
from django_q.models import OrmQ

from tests.zocdoc_sync.jobs.conftest import NOW
from zocdoc_sync.jobs import carrier
from zocdoc_sync.jobs.beats import CLUSTER, last_beat
from zocdoc_sync.jobs.carrier import Pulse, hand_over, send_canary, waiting
from zocdoc_sync.jobs.planning import plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """Set the time by clock[0]."""
    times = [NOW]
    monkeypatch.setattr(carrier.timezone, "now", lambda: times[0])
    return times


def test_the_queue_carries_the_id_of_a_job_and_nothing_else_of_it():
    job = plan("works", {"appointment_id": 7}, now=NOW, key="key of the job")
    hand_over(job.pk, timeout_seconds=90)
    carried = OrmQ.objects.get().task
    assert (carried["func"], carried["args"], carried["kwargs"]) == (carrier.RUN_JOB, (job.pk,), {})
    assert carried["timeout"] == 105


def test_what_a_cluster_has_fetched_waits_no_more(clock):
    send_canary()
    send_canary()
    OrmQ.objects.update(lock=NOW)
    OrmQ.objects.filter(pk=OrmQ.objects.first().pk).update(lock=NOW + timedelta(seconds=300))
    assert OrmQ.objects.count() == 2
    assert waiting(NOW) == 1


def test_a_task_that_came_through_is_a_sign_of_life_written_once_a_second(clock):
    pulse, seen = Pulse(), []
    for milliseconds in (0, 400, 999, 1000, 1500):
        clock[0] = NOW + timedelta(milliseconds=milliseconds)
        pulse(sender="django_q", task={})
        seen.append(last_beat(CLUSTER) - NOW)
    assert [one / timedelta(milliseconds=1) for one in seen] == [0, 0, 0, 1000, 1000]


def test_a_sign_of_life_that_the_database_did_not_take_does_not_end_the_monitor(clock, monkeypatch):
    def fails(*_known, **_also):
        raise OperationalError("locked")

    pulse = Pulse()
    with monkeypatch.context() as broken:
        broken.setattr(carrier, "beat", fails)
        pulse(sender="django_q", task={})
    assert last_beat(CLUSTER) is None
    pulse(sender="django_q", task={})
    assert last_beat(CLUSTER) == NOW
