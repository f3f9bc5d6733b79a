"""A test run: reads are real, writes are shown and not sent, waits are not waited for; nothing is kept."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflows_app.engine.executing import rendered
from workflows_app.engine.patients import patient_of
from workflows_app.engine.plans import PlannedStep, read_plan
from workflows_app.enums import TriggerKind
from workflows_app.models import Step, WorkflowVersion
from workflows_app.steps.results import Done, Each, Failed, Result, Skipped, Sleep, Stop
from workflows_app.steps.spec import Performing
from workflows_app.values.conditions import Verdict, judge
from workflows_app.values.rendering import ValueProblem
from workflows_app.values.scope import scope_of, trigger_data
from zocdoc_sync.errors import ZocdocError
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import OperationError

MOST_ITEMS = 5
GOES_ON = (Done, Skipped, Sleep, Each)
WORDS: Mapping[type, str] = {
    Skipped: "Skipped",
    Sleep: "Would wait",
    Stop: "Would end here",
    Failed: "Would fail",
    Each: "Goes through the items",
}


@dataclass(frozen=True)
class Shown:
    """One step of a test run: what it was given, what came of it, and how long that took (seconds)."""

    step: Step
    path: str
    given: Mapping[str, Any]
    result: Result
    seconds: float

    @property
    def words(self) -> str:
        """Return what came of it in a word or two."""
        if isinstance(self.result, Done):
            return "Would be sent" if self.result.request else "Done"
        return WORDS.get(type(self.result), "Not known")


@dataclass
class Rehearsal:
    """What a test run showed; `verdict` is None for a version without a filter, `fault` why it could not begin."""

    trigger: Mapping[str, Any]
    verdict: Verdict | None = None
    steps: list[Shown] = field(default_factory=list)
    fault: str = ""


def rehearse(version: WorkflowVersion, appointment: Appointment | None, actor: Actor, now: datetime) -> Rehearsal:
    """Go through a version for an appointment as the engine would, and return what each step would do.

    The steps are shown even when the filter would stop the run: the verdict says so.
    """
    plan = read_plan(version)
    data = dict(trigger_data(TriggerKind(version.trigger), appointment))
    shown = Rehearsal(data)
    if plan.needs_patient and appointment is not None:
        try:
            data["patient"] = patient_of(version, appointment, actor, now)
        except (ZocdocError, OperationError) as error:
            shown.fault = f"The patient could not be read. {error.sentence}"
            return shown
    rehearsing = _Rehearsing(version, appointment, actor, now, data)
    if (version.filter or {}).get("conditions"):
        shown.verdict = judge(version.filter, rehearsing.scope(None))
    shown.steps = list(rehearsing.walk(plan.steps, "", None))
    return shown


class _Rehearsing:
    def __init__(
        self,
        version: WorkflowVersion,
        appointment: Appointment | None,
        actor: Actor,
        now: datetime,
        data: Mapping[str, Any],
    ) -> None:
        self.version, self.appointment, self.actor, self.now, self.data = version, appointment, actor, now, data
        self.outputs: dict[str, Any] = {}
        self.ended = False

    def scope(self, item: Any) -> Mapping[str, Any]:
        return scope_of(self.data, self.outputs, workflow=self.version.workflow.name, now=self.now, item=item)

    def walk(self, steps: tuple[PlannedStep, ...], prefix: str, item: Any) -> Iterator[Shown]:
        for planned in steps:
            if self.ended:
                return
            shown = self._shown(planned, f"{prefix}{planned.step.key}", item)
            yield shown
            self.outputs[planned.step.key] = getattr(shown.result, "output", {})
            self.ended = not isinstance(shown.result, GOES_ON) and not planned.step.goes_on
            if isinstance(shown.result, Each):
                for number, one in enumerate(shown.result.items[:MOST_ITEMS]):
                    yield from self.walk(planned.inner, f"{shown.path}[{number}].", one)

    def _shown(self, planned: PlannedStep, path: str, item: Any) -> Shown:
        began = time.monotonic()
        given: dict[str, Any] = {}
        try:
            scope = self.scope(item)
            given = rendered(planned, scope)
            result = self._result(planned, given, scope, path)
        except ValueProblem as problem:
            result = Failed("missing_value", str(problem))
        return Shown(planned.step, path, given, result, time.monotonic() - began)

    def _result(self, planned: PlannedStep, given: dict[str, Any], scope: Mapping[str, Any], path: str) -> Result:
        if planned.kind is None:
            return Failed("unknown_step", f"There is no step of the kind {planned.step.kind}.")
        performing = Performing(
            connection=planned.step.through or self.version.connection,
            actor=self.actor,
            now=self.now,
            key=f"rehearsal:{path}",
            scope=scope,
            appointment=self.appointment,
            rehearsing=True,
        )
        return planned.kind.run(given, performing)
