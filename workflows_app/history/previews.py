"""What cancelling or repeating a run would do as things stand, write by write; nothing is done and nothing is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workflows_app.engine.plans import Plan, plan_of
from workflows_app.enums import RunState, StepState
from workflows_app.history.foresight import Foresight, decides
from workflows_app.history.telling import Scopes, as_told_now, as_told_then
from workflows_app.models import StepRun, WorkflowRun
from zocdoc_sync.operations.outcomes import UNSETTLED

CANCEL, RETRY, REPLAY = "cancel", "retry", "replay"
ENDS = "Ends before its next step."
WRITES_NOTHING = "Has no write before it."
UNSETTLED_WRITE = "Left as it is: nobody knows yet what became of a write. Say so on the operation's page first."
PASSED = (StepState.DONE, StepState.SKIPPED)


@dataclass(frozen=True)
class Preview:
    """What would become of one run: `barred` is why nothing would be done, `lines` what would, in the steps' order."""

    run: WorkflowRun
    barred: str = ""
    lines: tuple[str, ...] = ()


def previews_of(runs: Sequence[WorkflowRun], what: str, states: Sequence[RunState], now: datetime) -> list[Preview]:
    """Return what `what` would do to each run, by the mirror as it is; only those in one of `states` are touched."""
    passed, unsettled = (_passed(runs), _unsettled(runs)) if what == RETRY else ({}, frozenset())
    scopes = _scopes([run for run in runs if run.state in states], what, now)
    return [
        Preview(run, barred=UNSETTLED_WRITE)
        if run.pk in unsettled
        else _preview(run, what, states, Foresight(run, passed.get(run.pk, frozenset()), scopes.get(run.pk), now))
        for run in runs
    ]


def _scopes(runs: Sequence[WorkflowRun], what: str, now: datetime) -> Scopes:
    """Return what the steps of runs read, of those whose steps decide anything by it."""
    deciding = [run for run in runs if what != CANCEL and decides(_plan(run, what).steps)]
    if not deciding:
        return {}
    return as_told_now(deciding, now) if what == REPLAY else as_told_then(deciding, now)


def _unsettled(runs: Sequence[WorkflowRun]) -> frozenset[int]:
    """Return the runs of which a write is open: they would stop at it again."""
    rows = StepRun.objects.filter(run__in=[run.pk for run in runs], state=StepState.ASKS)
    return frozenset(rows.filter(operation__state__in=UNSETTLED).order_by().values_list("run", flat=True))


def _passed(runs: Sequence[WorkflowRun]) -> dict[int, frozenset[str]]:
    rows = StepRun.objects.filter(run__in=[run.pk for run in runs], state__in=PASSED).order_by()
    found: dict[int, frozenset[str]] = {}
    for run, path in rows.values_list("run", "path"):
        found[run] = found.get(run, frozenset()) | {path}
    return found


def _preview(run: WorkflowRun, what: str, states: Sequence[RunState], foresight: Foresight) -> Preview:
    if run.state not in states:
        return Preview(run, barred=f"Left as it is: {str(RunState(run.state).label).lower()}.")
    if what == CANCEL:
        return Preview(run, lines=(ENDS,))
    return Preview(run, lines=tuple(foresight.lines(_plan(run, what).steps)) or (WRITES_NOTHING,))


def _plan(run: WorkflowRun, what: str) -> Plan:
    version = run.workflow.active_id if what == REPLAY else None
    return plan_of(version or run.version_id)
