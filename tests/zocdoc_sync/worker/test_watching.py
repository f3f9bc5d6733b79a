import socket
from datetime import UTC, datetime, timedelta

import pytest

from zocdoc_sync.enums import JobState
from zocdoc_sync.jobs.beats import CLUSTER, TICKER, beat, last_beat
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Job
from zocdoc_sync.worker.children import ChildSpec
from zocdoc_sync.worker.watching import is_stuck

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LONG = timedelta(seconds=26)
PART = ChildSpec("cluster", (), beat=CLUSTER, stale_after=25.0)


def busy_workers(count, *, until=NOW + timedelta(seconds=10), host=None):
    for number in range(count):
        job = plan("sync.sweep", {}, now=NOW)
        owner = f"{host or socket.gethostname()[:40]}:{number}:x"
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, lease_owner=owner, lease_until=until)


def stuck(spec=PART, running_for=100.0):
    return is_stuck(spec, running_for=running_for, now=NOW)


def test_a_sign_of_life_is_kept_by_part():
    beat(CLUSTER, now=NOW - LONG)
    beat(TICKER, now=NOW)
    beat(CLUSTER, now=NOW)
    assert (last_beat(CLUSTER), last_beat("supervisor")) == (NOW, None)


@pytest.mark.parametrize(("ago", "expected"), [(timedelta(seconds=24), False), (LONG, True)])
def test_a_part_without_a_sign_of_life_for_too_long_is_stuck(ago, expected):
    beat(CLUSTER, now=NOW - ago)
    assert stuck() is expected


def test_a_part_that_never_gave_a_sign_of_life_is_stuck():
    beat(TICKER, now=NOW)
    assert stuck() is True


def test_a_part_that_is_watched_for_a_short_time_only_is_not_judged():
    beat(CLUSTER, now=NOW - LONG)
    assert stuck(running_for=24.0) is False


def test_a_part_that_owes_no_sign_of_life_is_never_stuck():
    assert stuck(ChildSpec("web", ())) is False


def test_a_cluster_whose_every_worker_holds_a_job_is_busy_and_not_stuck(settings):
    settings.Q_CLUSTER = settings.Q_CLUSTER | {"workers": 2}
    busy_workers(2)
    assert stuck() is False
    assert stuck(ChildSpec("ticker", (), beat=TICKER, stale_after=25.0)) is True


@pytest.mark.parametrize("also", [{"until": NOW}, {"host": "elsewhere"}])
def test_a_worker_that_lost_its_lease_or_is_elsewhere_does_not_count_as_busy(settings, also):
    settings.Q_CLUSTER = settings.Q_CLUSTER | {"workers": 2}
    busy_workers(1)
    busy_workers(1, **also)
    assert stuck() is True
