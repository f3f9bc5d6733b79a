"""Remove history that nobody needs any more."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from zocdoc_sync.enums import JobState, SyncState
from zocdoc_sync.models import (
    DriftRun,
    DriftState,
    InsuranceChange,
    InsuranceRun,
    InsuranceRunState,
    Job,
    Lease,
    PublishRun,
    PublishState,
    SyncRun,
)

DONE_JOBS, RUNS, ENDED_JOBS = timedelta(days=7), timedelta(days=90), timedelta(days=90)
LEASES, DRAFTS, COMPARISONS = timedelta(days=1), timedelta(days=7), timedelta(days=30)
BATCH = 5000
BUSY = (PublishState.COMPARING, PublishState.PUBLISHING)


def prune(now: datetime, done: Callable[[int, int], None] | None = None) -> dict[str, int]:
    """Remove old history everywhere, as settings.PRUNERS says; return how many rows of what were removed.

    `done` is told after each of them how many are done and how many rows went so far.
    """
    removed: dict[str, int] = {}
    for number, path in enumerate(settings.PRUNERS, start=1):
        removed |= import_string(path)(now)
        if done is not None:
            done(number, sum(removed.values()))
    return removed


def prune_jobs(now: datetime) -> dict[str, int]:
    """Delete done jobs after 7 days, and after 90 other ended jobs, syncs that changed nothing and publishing runs.

    Leases that nobody holds go after a day: there is one for each appointment that was ever written to. Return how many
    rows of each went.
    """
    ended = Job.objects.filter(state__in=[JobState.PARKED, JobState.CANCELLED], finished_at__lt=now - ENDED_JOBS)
    quiet = SyncRun.objects.filter(started_at__lt=now - RUNS, rows_changed=0, rows_created=0, changes=None)
    return {
        "done jobs": delete_in_batches(Job.objects.filter(state=JobState.DONE, finished_at__lt=now - DONE_JOBS)),
        "ended jobs": delete_in_batches(ended),
        "sync runs": delete_in_batches(quiet.exclude(state=SyncState.RUNNING)),
        "publishing runs": delete_in_batches(
            PublishRun.objects.filter(started_at__lt=now - RUNS).exclude(state__in=BUSY)
        ),
        "leases": delete_in_batches(Lease.objects.filter(expires_at__lt=now - LEASES)),
        **_prune_insurance(now),
        "comparisons": delete_in_batches(
            DriftRun.objects.filter(started_at__lt=now - COMPARISONS).exclude(state=DriftState.RUNNING)
        ),
    }


def _prune_insurance(now: datetime) -> dict[str, int]:
    """Delete drafts that nobody started after 7 days, runs and settled changes of insurance after 90."""
    drafts = InsuranceRun.objects.filter(state=InsuranceRunState.DRAFT, made_at__lt=now - DRAFTS)
    ended = InsuranceRun.objects.filter(finished_at__lt=now - RUNS)
    return {
        "insurance drafts": delete_in_batches(drafts),
        "insurance runs": delete_in_batches(ended),
        "insurance changes": delete_in_batches(InsuranceChange.objects.filter(settled_at__lt=now - RUNS)),
    }


def delete_in_batches(rows: QuerySet[Any]) -> int:
    """Delete rows and return how many."""
    deleted = 0
    # In batches: one long delete would hold every other writer up.
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        rows.model.objects.filter(pk__in=keys).delete()
        deleted += len(keys)
    return deleted
