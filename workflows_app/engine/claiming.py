"""Whose run it is: taken and left by one conditional UPDATE, so that two workers never hold one run."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from workflows_app.enums import BLOCKING, CLAIMABLE, RunState
from workflows_app.models import WorkflowRun
from zocdoc_sync.enums import JobState
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.models import Job

LOOKED_AT = 20
# How many runs of one connection are performed at once: its rate budget is shared with the staff.
CONNECTION_AT_ONCE = 20
# A run that its workers die of is not given to a further one.
MOST_RESCUES = 10
DEADLY = "Its worker ended again and again while it was performed: it is not tried any more."


def due_runs(now: datetime) -> QuerySet[WorkflowRun]:
    """Return the runs that may be performed now, oldest due first.

    A run that has not begun waits for earlier runs of its appointment, so that their order is kept.
    """
    earlier = WorkflowRun.objects.filter(appointment=OuterRef("appointment"), pk__lt=OuterRef("pk"), state__in=BLOCKING)
    rows: QuerySet[WorkflowRun] = (
        WorkflowRun.objects.filter(state__in=CLAIMABLE, due_at__lte=now)
        .filter(~Q(state=RunState.QUEUED) | ~Exists(earlier))
        .order_by("due_at", "pk")
    )
    return rows


class Queue:
    """The runs that a worker may take: looked up a few at a time, each taken by one conditional UPDATE."""

    def __init__(self, job: JobContext) -> None:
        self.job = job
        self._seen: list[tuple[int, int]] = []

    def take(self, now: datetime) -> WorkflowRun | None:
        """Take the next run that is due; None when there is none."""
        for looked_again in (False, True):
            while self._seen:
                run_id, fence = self._seen.pop(0)
                if _take(run_id, fence, self.job, now):
                    return _whole(run_id)
            if not looked_again:
                self._seen = _free(now)
        return None


def _free(now: datetime) -> list[tuple[int, int]]:
    full, crowded = _at_their_limit()
    free = due_runs(now)
    if full or crowded:
        free = free.exclude(workflow__in=full).exclude(connection__in=crowded)
        return list(free.values_list("pk", "fence")[:1])  # what is near a limit is looked up each time
    return list(free.values_list("pk", "fence")[:LOOKED_AT])


def _take(run_id: int, fence: int, job: JobContext, now: datetime) -> bool:
    mine = WorkflowRun.objects.filter(pk=run_id, fence=fence, state__in=CLAIMABLE)
    taken = mine.update(
        state=RunState.RUNNING, fence=fence + 1, held_by=holder(job), started_at=Coalesce("started_at", Value(now))
    )
    return bool(taken)


def _whole(run_id: int) -> WorkflowRun:
    run: WorkflowRun = WorkflowRun.objects.select_related("workflow__runs_as", "connection", "appointment").get(
        pk=run_id
    )
    return run


def keep(run: WorkflowRun, **values: Any) -> bool:
    """Write values into a run that is still ours; False when it is not any more."""
    return bool(WorkflowRun.objects.filter(pk=run.pk, fence=run.fence, state=RunState.RUNNING).update(**values))


def holder(job: JobContext) -> str:
    """Return the name of a worker's claim on a job."""
    return f"{job.job_id}:{job.fence}"


def rescue(now: datetime) -> int:
    """Free the runs whose worker does not hold its job any more, and return how many."""
    held = list(WorkflowRun.objects.filter(state=RunState.RUNNING).values_list("pk", "fence", "held_by"))
    alive = _alive({name.split(":")[0] for _, _, name in held})
    lost = [(run_id, fence) for run_id, fence, name in held if name not in alive]
    for run_id, fence in lost:
        mine = WorkflowRun.objects.filter(pk=run_id, fence=fence, state=RunState.RUNNING)
        told = {"held_by": "", "rescues": F("rescues") + 1}
        deadly = mine.filter(rescues__gte=MOST_RESCUES)
        if not deadly.update(state=RunState.FAILED, finished_at=now, error_code="deadly", sentence=DEADLY, **told):
            mine.update(state=RunState.RETRYING, due_at=now, **told)
    return len(lost)


def _alive(job_ids: Iterable[str]) -> set[str]:
    ids = [int(one) for one in job_ids if one.isdigit()]
    running = Job.objects.filter(pk__in=ids, state=JobState.RUNNING).values_list("pk", "fence")
    return {f"{job_id}:{fence}" for job_id, fence in running}


def _at_their_limit() -> tuple[list[int], list[int]]:
    """Return the workflows and the connections that run as many at once as they may."""
    running = WorkflowRun.objects.filter(state=RunState.RUNNING).order_by()
    by_workflow = running.values_list("workflow", "workflow__at_once").annotate(number=Count("pk"))
    by_connection = running.values_list("connection").annotate(number=Count("pk"))
    return (
        [workflow for workflow, most, number in by_workflow if number >= most],
        [connection for connection, number in by_connection if number >= CONNECTION_AT_ONCE],
    )
