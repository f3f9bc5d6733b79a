"""Hand job ids to django-q2: the only module that knows it. The queue carries ids, the rows hold everything else."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import Error
from django.utils import timezone
from django_q.cluster import Cluster
from django_q.models import OrmQ
from django_q.signals import post_execute
from django_q.tasks import async_task

from zocdoc_sync.jobs.beats import CLUSTER, beat

RUN_JOB, CANARY = "zocdoc_sync.tasks.run_job", "zocdoc_sync.tasks.canary"
GRACE_SECONDS = 15
BEAT_APART = timedelta(seconds=1)
log = logging.getLogger(__name__)


def hand_over(job_id: int, *, timeout_seconds: int) -> None:
    """Give a job's id to the next free worker."""
    async_task(RUN_JOB, job_id, timeout=timeout_seconds + GRACE_SECONDS)


def send_canary() -> None:
    """Send a task through the whole cluster: pusher, worker and monitor; what comes through is a sign of life."""
    async_task(CANARY)


def waiting(now: datetime) -> int:
    """Return how many tasks wait in the queue's table and have not been fetched."""
    return int(OrmQ.objects.filter(lock__lte=now).count())


def run_cluster() -> None:
    """Run the workers below this process until it is told to end."""
    # The monitor sends this after each task, so that the beat has passed every part of the cluster.
    post_execute.connect(Pulse(), weak=False)
    cluster = Cluster()
    cluster.start()
    cluster.sentinel.join()


class Pulse:
    """Write the cluster's sign of life, at most once a second."""

    def __init__(self) -> None:
        self._last = datetime.min.replace(tzinfo=UTC)

    def __call__(self, **_signal: Any) -> None:
        """Do so for a task that has ended."""
        now = timezone.now()
        if now - self._last < BEAT_APART:
            return
        try:
            beat(CLUSTER, now=now)
            self._last = now
        except Error as error:
            log.warning("the cluster's sign of life was not written (%s)", type(error).__name__)
