"""What cancelling or repeating a run would do as things stand, write by write; nothing is done and nothing is asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflows_app.engine.plans import PlannedStep, plan_of
from workflows_app.enums import RunState, StepState
from workflows_app.models import Step, StepRun, WorkflowRun
from workflows_app.steps.operations import PREFIX
from workflows_app.steps.states import AFTER, is_trigger_s
from workflows_app.values.language import has_template
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.catalogue import CATALOGUE
from zocdoc_sync.operations.checking import wrong_state
from zocdoc_sync.operations.outcomes import UNSETTLED
from zocdoc_sync.operations.spec import OperationSpec

CANCEL, RETRY, REPLAY = "cancel", "retry", "replay"
# What a rule of the catalogue looks at and a step mostly names outright.
LOOKED_AT = ("appointment_status",)
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
    return [
        Preview(run, barred=UNSETTLED_WRITE)
        if run.pk in unsettled
        else _preview(run, what, states, passed.get(run.pk, frozenset()), now)
        for run in runs
    ]


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


def _preview(run: WorkflowRun, what: str, states: Sequence[RunState], passed: frozenset[str], now: datetime) -> Preview:
    if run.state not in states:
        return Preview(run, barred=f"Left as it is: {str(RunState(run.state).label).lower()}.")
    if what == CANCEL:
        return Preview(run, lines=(ENDS,))
    version = run.workflow.active_id if what == REPLAY else None
    steps = plan_of(version or run.version_id).steps
    return Preview(run, lines=tuple(_lines(steps, run.appointment, passed, now)) or (WRITES_NOTHING,))


def _lines(
    steps: Sequence[PlannedStep], appointment: Appointment | None, passed: frozenset[str], now: datetime
) -> Iterator[str]:
    """Yield a line for each write that is still to come; the steps inside a for-each once."""
    could_be: frozenset[str] | None = None
    for planned in _flat(steps):
        if planned.step.key in passed or planned.kind is None or not planned.kind.writes:
            continue
        spec = _spec(planned.step)
        if spec is None or not spec.changes_appointment or appointment is None or not is_trigger_s(planned.step):
            yield f"Would do “{planned.step.label or planned.kind.label}”."
            continue
        why = _why_not(spec, appointment, planned.step.config or {}, could_be, now)
        yield f"Would {spec.verb.lower()}, but {why}: skip." if why else f"Would {spec.verb.lower()}."
        if not why:
            could_be = AFTER.get(spec.code, could_be)


def _flat(steps: Sequence[PlannedStep]) -> Iterator[PlannedStep]:
    for planned in steps:
        yield planned
        yield from _flat(planned.inner)


def _spec(step: Step) -> OperationSpec | None:
    return CATALOGUE.get(step.kind.removeprefix(PREFIX)) if step.kind.startswith(PREFIX) else None


def _why_not(
    spec: OperationSpec,
    appointment: Appointment,
    config: Mapping[str, Any],
    could_be: frozenset[str] | None,
    now: datetime,
) -> str:
    """Return why a write would be skipped; `could_be` are the states in which a write before it leaves things."""
    if could_be is not None:
        fits = spec.allowed_statuses is None or bool(could_be & spec.allowed_statuses)
        return "" if fits else "the write before it leaves it in no state for this"
    fixed = {name: config[name] for name in LOOKED_AT if config.get(name) and not has_template(config[name])}
    why = wrong_state(spec, appointment, fixed, now)
    if why and spec.allowed_statuses is not None and appointment.status not in spec.allowed_statuses:
        return f"it is {appointment.status_label.lower()} now"
    return f"not now ({why.rstrip('.')})" if why else ""
