"""Plan work: one job row, and never two live ones for one subject."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Least

from zocdoc_sync.enums import JobState
from zocdoc_sync.models import Connection, Job

LIVE = (JobState.WAITING, JobState.RUNNING)


def plan(
    kind: str,
    payload: dict[str, Any],
    *,
    now: datetime,
    key: str = "",
    due_at: datetime | None = None,
    connection: Connection | None = None,
    priority: int = 5,
    max_attempts: int = 5,
) -> Job:
    """Write down a job, or return the live one of the same kind and key, moved earlier when ours is due earlier."""
    due = due_at or now
    job = Job(
        kind=kind, key=key, payload=payload, due_at=due, connection=connection,
        priority=priority, max_attempts=max_attempts,
    )  # fmt: skip
    for tries_left in (2, 1, 0):
        if key and (live := _live(kind, key, due)):
            return live
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            # Another process planned the same between our look and our insert; its job may even have ended since.
            if not tries_left:
                raise
        else:
            break
    return job


def _live(kind: str, key: str, due: datetime) -> Job | None:
    job = Job.objects.filter(kind=kind, key=key, state__in=LIVE).first()
    if job is not None and job.state == JobState.WAITING and due < job.due_at:
        Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(due_at=Least("due_at", due), queued_at=None)
        job.refresh_from_db()
    return job
