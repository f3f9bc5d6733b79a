"""The steps of a version as the engine walks them; a version that runs does not change, so they are read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from workflows_app.models import Step, WorkflowVersion
from workflows_app.steps.kinds import KINDS
from workflows_app.steps.spec import StepKind
from workflows_app.values.scope import needs_patient


@dataclass(frozen=True)
class PlannedStep:
    """A step with its kind, None for a kind that this version of the console does not know, and the steps inside."""

    step: Step
    kind: StepKind | None
    inner: tuple["PlannedStep", ...] = ()


@dataclass(frozen=True)
class Plan:
    """What a version does, in order; disabled steps are not in it.

    `is_quick` says that it asks nobody outside, from its first step to its last.
    """

    steps: tuple[PlannedStep, ...]
    filter_needs_patient: bool
    needs_patient: bool
    is_quick: bool


def plan_of(version_id: int) -> Plan:
    """Return the plan of a version as it was read the first time: a version that has run does not change."""
    return _frozen(version_id)


def read_plan(version: WorkflowVersion) -> Plan:
    """Return the plan of a version as its rows are now."""
    steps = _below(None, list(version.steps.filter(is_enabled=True).select_related("through")))
    reads = needs_patient(version)
    return Plan(
        steps,
        filter_needs_patient=needs_patient(version, of="filter"),
        needs_patient=reads,
        is_quick=not reads and all(_is_quick(planned) for planned in steps),
    )


@lru_cache(maxsize=512)
def _frozen(version_id: int) -> Plan:
    return read_plan(WorkflowVersion.objects.get(pk=version_id))


def _is_quick(planned: PlannedStep) -> bool:
    is_here = planned.kind is None or planned.kind.stays_here
    return is_here and all(_is_quick(inner) for inner in planned.inner)


def _below(parent: int | None, steps: Sequence[Step]) -> tuple[PlannedStep, ...]:
    mine = (step for step in steps if step.parent_id == parent)
    return tuple(PlannedStep(step, KINDS.get(step.kind), _below(step.pk, steps)) for step in mine)
