"""Hand due jobs to the queue: what the clock does each second, and what need not wait for it."""

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from zocdoc_sync.enums import JobState
from zocdoc_sync.jobs import carrier
from zocdoc_sync.jobs.kinds import UnknownKind, kind_named
from zocdoc_sync.models import Job

# What was handed over and not claimed by then was lost on the way: it is handed over again.
LOST_AFTER = timedelta(seconds=30)
MOST_IN_QUEUE = 40


def due_jobs(now: datetime) -> QuerySet[Job]:
    """Return the jobs that wait and are due, in the order in which they should run."""
    return Job.objects.filter(state=JobState.WAITING, due_at__lte=now).order_by("priority", "due_at", "pk")


def hand_over_due(now: datetime) -> int:
    """Hand over what is due, as far as the queue has room, and return how many jobs that were."""
    room = MOST_IN_QUEUE - carrier.waiting(now)
    if room <= 0:
        return 0
    unqueued = Q(queued_at=None) | Q(queued_at__lt=now - LOST_AFTER) | Q(queued_at__lt=F("due_at"))
    jobs = due_jobs(now).filter(unqueued).only("pk", "kind", "queued_at")[:room]
    return sum(hand_over(job, now) for job in jobs)


def hand_over(job: Job, now: datetime) -> bool:
    """Hand over one waiting job, unless another process just did."""
    ours = Job.objects.filter(pk=job.pk, state=JobState.WAITING, queued_at=job.queued_at)
    if not ours.update(queued_at=now):
        return False
    carrier.hand_over(job.pk, timeout_seconds=_timeout(job.kind))
    return True


def _timeout(kind: str) -> int:
    try:
        return kind_named(kind).timeout_seconds
    except UnknownKind:
        return 60
