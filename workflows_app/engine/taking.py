"""The runs that a worker takes: looked up many at a time, taken so that two workers never hold one run."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from workflows_app.engine.claiming import holder
from workflows_app.engine.plans import plan_of
from workflows_app.enums import BLOCKING, CLAIMABLE, RunState
from workflows_app.models import WorkflowRun
from zocdoc_sync.jobs.context import JobContext

LOOKED_AT = 40
# So many runs that ask nobody outside are taken, and written down, together.
MOST_TOGETHER = 20
# How many workers perform runs of one connection at once: its rate budget is shared with the staff.
CONNECTION_AT_ONCE = 20
JOINED = ("workflow__runs_as", "connection", "appointment")


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
    """What a worker takes runs from."""

    def __init__(self, job: JobContext) -> None:
        self.job = job
        # Each with whether it may be taken together with others.
        self._seen: list[tuple[int, bool]] = []

    def take(self, now: datetime, *, most: int = MOST_TOGETHER) -> list[WorkflowRun]:
        """Take the next run that is due, and further ones when all of them ask nobody outside; [] when none is due."""
        for looked_again in (False, True):
            while self._seen:
                taken = _taken(self._next(most), self.job, now)
                if taken:
                    return taken
            if not looked_again:
                self._seen = _free(now)
        return []

    def _next(self, most: int) -> list[int]:
        first, together = self._seen[0]
        chosen = [run_id for run_id, quick in self._seen if quick][:most] if together else [first]
        self._seen = [seen for seen in self._seen if seen[0] not in chosen]
        return chosen


def _free(now: datetime) -> list[tuple[int, bool]]:
    full, crowded = _at_their_limit()
    free, number = due_runs(now), LOOKED_AT
    if full or crowded:
        # What is near a limit is looked up each time.
        free, number = free.exclude(workflow__in=full).exclude(connection__in=crowded), 1
    rows = free.values_list("pk", "version", "rescues")[:number]
    # One that a worker died with may be what killed it: it takes no others with it.
    return [(run_id, not rescues and plan_of(version).is_quick) for run_id, version, rescues in rows]


def _taken(ids: Sequence[int], job: JobContext, now: datetime) -> list[WorkflowRun]:
    with transaction.atomic():
        free = WorkflowRun.objects.filter(pk__in=ids, state__in=CLAIMABLE, due_at__lte=now)
        locked = free.select_for_update(skip_locked=True, of=("self",)).select_related(*JOINED)
        runs = list(locked.order_by("due_at", "pk"))
        WorkflowRun.objects.filter(pk__in=[run.pk for run in runs]).update(
            state=RunState.RUNNING,
            fence=F("fence") + 1,
            held_by=holder(job),
            started_at=Coalesce("started_at", Value(now)),
        )
    for run in runs:
        run.state, run.fence, run.held_by, run.started_at = (
            RunState.RUNNING, run.fence + 1, holder(job), run.started_at or now,
        )  # fmt: skip
    return runs


def _at_their_limit() -> tuple[list[int], list[int]]:
    """Return the workflows and the connections that as many workers perform as may.

    Runs that one worker took together are performed one after another: they are one at once.
    """
    running = WorkflowRun.objects.filter(state=RunState.RUNNING).order_by()
    holders = Count("held_by", distinct=True)
    by_workflow = running.values_list("workflow", "workflow__at_once").annotate(number=holders)
    by_connection = running.values_list("connection").annotate(number=holders)
    return (
        [workflow for workflow, most, number in by_workflow if number >= most],
        [connection for connection, number in by_connection if number >= CONNECTION_AT_ONCE],
    )
