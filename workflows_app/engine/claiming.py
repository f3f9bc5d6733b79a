"""Whose run it is: held by a claim on a job, left by one conditional UPDATE, freed when the claim is over."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from workflows_app.enums import RunState
from workflows_app.models import WorkflowRun
from zocdoc_sync.enums import JobState
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.models import Job

# A run that its workers die of, without a step of it coming to an end between, is not given to a further one.
MOST_RESCUES = 10
LONGEST_PAUSE = timedelta(seconds=30)
DEADLY = "Its worker ended again and again while it was performed: it is not tried any more."


def keep(run: WorkflowRun, **values: Any) -> bool:
    """Write values into a run that is still ours; False when it is not any more."""
    return bool(WorkflowRun.objects.filter(pk=run.pk, fence=run.fence, state=RunState.RUNNING).update(**values))


def holder(job: JobContext) -> str:
    """Return the name of a worker's claim on a job."""
    return f"{job.job_id}:{job.fence}"


def rescue(now: datetime) -> int:
    """Free the runs whose worker does not hold its job any more, and return how many."""
    held = list(WorkflowRun.objects.filter(state=RunState.RUNNING).values_list("pk", "fence", "held_by", "rescues"))
    alive = _alive({name.split(":")[0] for _, _, name, _ in held})
    lost = [(run_id, fence, rescues) for run_id, fence, name, rescues in held if name not in alive]
    for run_id, fence, rescues in lost:
        mine = WorkflowRun.objects.filter(pk=run_id, fence=fence, state=RunState.RUNNING)
        told = {"held_by": "", "rescues": F("rescues") + 1}
        if rescues >= MOST_RESCUES:
            mine.update(state=RunState.FAILED, finished_at=now, error_code="deadly", sentence=DEADLY, **told)
        else:
            mine.update(state=RunState.RETRYING, due_at=now + pause_after(rescues), **told)
    return len(lost)


def pause_after(rescues: int) -> timedelta:
    """Return how long a run rests that was rescued so often before: not at all, then 1, 2, 4 … seconds, 30 at most."""
    return min(LONGEST_PAUSE, timedelta(seconds=2 ** (rescues - 1))) if rescues else timedelta(0)


def _alive(job_ids: Iterable[str]) -> set[str]:
    ids = [int(one) for one in job_ids if one.isdigit()]
    running = Job.objects.filter(pk__in=ids, state=JobState.RUNNING).values_list("pk", "fence")
    return {f"{job_id}:{fence}" for job_id, fence in running}
