"""What the clock does for workflows each second; every part is cheap when there is nothing to do."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from workflows_app.engine import claiming
from workflows_app.engine.dispatching import dispatch, undispatched
from workflows_app.enums import CLAIMABLE, RunState, StepState, WorkflowState
from workflows_app.models import Workflow, WorkflowRun
from zocdoc_sync.enums import JobState, OperationState
from zocdoc_sync.jobs.handing_over import hand_over
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.operations.outcomes import UNSETTLED

# One more worker performs runs for so many that are due.
RUNS_A_WORKER = 8
# These jobs are loops over rows that count their own attempts: a worker that dies is no reason to give them up.
PATIENT = 1000
LOOKED_AT_EVERY = timedelta(seconds=15)
UNKNOWN = (RunState.ASKS, RunState.SETTLING)
UNKNOWN_STEPS = (StepState.ASKS, StepState.SETTLING)
SETTLED = [state for state in OperationState if state not in UNSETTLED]


def dispatch_now(now: datetime) -> int:
    """Make the runs of changes that were just committed, and let workers begin at once; return how many changes."""
    found = dispatch(now)
    if found:
        plan_dispatch(now)
        plan_advances(now, at_once=True)
    return found


def plan_dispatch(now: datetime) -> int:
    """Plan the making of runs while changes wait for it; return whether there were any."""
    stale = Q(evaluated_at__isnull=True) | Q(evaluated_at__lte=now - LOOKED_AT_EVERY)
    Workflow.objects.filter(stale, state=WorkflowState.ACTIVE).update(evaluated_at=now)
    if not undispatched().exists():
        return 0
    plan("workflows.dispatch", {}, now=now, key="dispatch", priority=2, max_attempts=PATIENT)
    return 1


def plan_advances(now: datetime, *, at_once: bool = False) -> int:
    """Plan as many workers as the due runs are worth, one less than there are, and return how many."""
    most = max(1, settings.Q_CLUSTER["workers"] - 1)
    due = WorkflowRun.objects.filter(state__in=CLAIMABLE, due_at__lte=now).order_by()
    number: int = due[: RUNS_A_WORKER * most].count()
    slots: int = min(most, -(-number // RUNS_A_WORKER))
    for slot in range(slots):
        job = plan("workflows.advance", {}, now=now, key=f"advance:{slot}", priority=3, max_attempts=PATIENT)
        if at_once and job.state == JobState.WAITING and job.queued_at is None and job.due_at <= now:
            hand_over(job, now)
    return slots


def rescue_runs(now: datetime) -> int:
    """Free the runs of workers that died, and return how many."""
    return claiming.rescue(now)


def continue_settled(now: datetime) -> int:
    """Let runs go on whose unknown outcome was settled, by reading back or by a person, and return how many."""
    settled = WorkflowRun.objects.filter(
        state__in=UNKNOWN, steps__state__in=UNKNOWN_STEPS, steps__operation__state__in=SETTLED
    )
    ids = list(settled.values_list("pk", flat=True)[:100])
    mine = WorkflowRun.objects.filter(pk__in=ids, state__in=UNKNOWN)
    return int(mine.update(state=RunState.RETRYING, due_at=now, finished_at=None))
