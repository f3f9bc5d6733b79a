"""Remove history that nobody needs any more."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from zocdoc_sync.enums import JobState, SyncState
from zocdoc_sync.models import Job, Lease, SyncRun

DONE_JOBS, RUNS, ENDED_JOBS = timedelta(days=7), timedelta(days=90), timedelta(days=90)
LEASES = timedelta(days=1)
BATCH = 5000


def prune(now: datetime) -> dict[str, int]:
    """Delete done jobs after 7 days, other ended jobs and runs that changed nothing after 90; return the counts.

    Leases that nobody holds go after a day: there is one for each appointment that was ever written to.
    """
    ended = Job.objects.filter(state__in=[JobState.PARKED, JobState.CANCELLED], finished_at__lt=now - ENDED_JOBS)
    quiet = SyncRun.objects.filter(started_at__lt=now - RUNS, rows_changed=0, rows_created=0, changes=None)
    return {
        "done jobs": _delete(Job.objects.filter(state=JobState.DONE, finished_at__lt=now - DONE_JOBS)),
        "ended jobs": _delete(ended),
        "sync runs": _delete(quiet.exclude(state=SyncState.RUNNING)),
        "leases": _delete(Lease.objects.filter(expires_at__lt=now - LEASES)),
    }


def _delete(rows: QuerySet[Any]) -> int:
    deleted = 0
    # In batches: one long delete would hold every other writer up.
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        rows.model.objects.filter(pk__in=keys).delete()
        deleted += len(keys)
    return deleted
