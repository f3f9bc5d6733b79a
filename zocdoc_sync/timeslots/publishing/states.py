"""Which days the worker handles in which state of a run, and which runs have such days now."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import PublishDay, PublishDayState, PublishRun, PublishState

D, R = PublishDayState, PublishState
# What was sent is seen at Zocdoc even when the run was stopped: that only reads.
HANDLED: dict[PublishState, tuple[PublishDayState, ...]] = {
    R.COMPARING: (D.PENDING,),
    R.READY: (),
    R.PUBLISHING: (D.PENDING, D.WAITING, D.PUT),
    R.ASKS: (D.PUT,),
    R.STOPPED: (D.PUT,),
    R.DONE: (),
}
KIND = "timeslots.publish"
# After what people wait for.
PRIORITY = 8


def due_days(run: PublishRun, now: datetime) -> QuerySet[PublishDay]:
    """Return the days that the worker may handle now: first those to be seen, then by provider and date."""
    rows: QuerySet[PublishDay] = PublishDay.objects.filter(
        run=run, state__in=HANDLED[PublishState(run.state)], due_at__lte=now
    )
    return rows.select_related("provider__connection", "connection", "version", "run").order_by("state", "due_at", "pk")


def plan_due_publishing(now: datetime) -> int:
    """Plan a slice of work for each run that has something due, and return how many."""
    due = list(PublishRun.objects.filter(_has_work(now)).select_related("connection"))
    for run in due:
        plan(
            KIND, {"run_id": run.pk}, now=now, key=f"publish:{run.pk}", connection=run.connection, priority=PRIORITY
        )  # fmt: skip
    return len(due)


def fault_name(run: PublishRun) -> str:
    """Return the name of the alert of a run."""
    return f"publishing:{run.pk}"


def _has_work(now: datetime) -> Q:
    found = Q(state=R.COMPARING, prepared_at=None)
    for state, handled in HANDLED.items():
        if not handled:
            continue
        days = PublishDay.objects.filter(run=OuterRef("pk"), state__in=handled)
        found |= Q(Exists(days.filter(due_at__lte=now)), state=state)
        if state in (R.COMPARING, R.PUBLISHING):
            # Nothing left to handle: the phase ends.
            found |= Q(~Exists(days), state=state)
    return found
