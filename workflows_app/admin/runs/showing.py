"""A run's steps, readable; what they were given and gave is patient data."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from workflows_app.admin.testing import pretty
from workflows_app.enums import StepState
from workflows_app.models import StepRun, WorkflowRun
from workflows_app.steps.kinds import KINDS
from zocdoc_sync.admin.badges import ASK, BAD, OFF, OK, WAIT, marked
from zocdoc_sync.admin.times import console_time

TONES = {
    StepState.RUNNING: WAIT,
    StepState.DONE: OK,
    StepState.SKIPPED: OFF,
    StepState.WAITING: WAIT,
    StepState.RETRYING: WAIT,
    StepState.SETTLING: WAIT,
    StepState.FAILED: BAD,
    StepState.STOPPED: OFF,
    StepState.ASKS: ASK,
}
MOST_SHOWN = 500


@dataclass(frozen=True)
class StepLine:
    """A step of a run as its page shows it."""

    path: str
    title: str
    badge: SafeString
    sentence: str
    at: str
    seconds: str
    request_id: str
    operation: str
    given: str
    output: str


def steps_of(run: WorkflowRun, *, sees: bool) -> list[StepLine]:
    """Return the first steps of a run in their order; the values only for who sees patients."""
    rows = StepRun.objects.filter(run=run).select_related("step").order_by("started_at", "pk")
    if not sees:
        rows = rows.defer("given", "output")
    return [_line(row, sees=sees) for row in rows[:MOST_SHOWN]]


def _line(row: StepRun, *, sees: bool) -> StepLine:
    kind = KINDS.get(row.kind)
    own = row.step.label if row.step else ""
    return StepLine(
        path=row.path,
        title=own or (kind.label if kind else row.kind),
        badge=marked(*TONES[StepState(row.state)], str(StepState(row.state).label)),
        sentence=row.sentence,
        at=console_time(row.started_at),
        seconds=f"{(row.finished_at - row.started_at).total_seconds():.1f} s" if row.finished_at else "",
        request_id=row.request_id,
        operation=reverse("admin:zocdoc_sync_operationlog_change", args=(row.operation_id,))
        if row.operation_id
        else "",
        given=pretty(row.given) if sees else "",
        output=pretty(row.output) if sees else "",
    )
