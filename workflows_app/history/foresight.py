"""What the steps of a run would do as things stand, line by line."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from workflows_app.engine.plans import PlannedStep
from workflows_app.exchange.words import filter_words
from workflows_app.history.foreseeing import foresee, items_of
from workflows_app.models import Step, WorkflowRun
from workflows_app.steps.operations import PREFIX
from workflows_app.steps.states import AFTER, is_trigger_s
from workflows_app.values.language import has_template
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.catalogue import CATALOGUE
from zocdoc_sync.operations.checking import wrong_state
from zocdoc_sync.operations.spec import OperationSpec

ONLY_IF, STOP, FOR_EACH = "only_if", "stop", "for_each"
# What a rule of the catalogue looks at and a step mostly names outright.
LOOKED_AT = ("appointment_status",)
MOST_ITEMS = 100
SOME_LIST = "For each entry of a list that is not known yet:"


def decides(steps: Sequence[PlannedStep]) -> bool:
    """Tell whether what steps do depends on what the trigger tells."""
    return any(planned.step.kind in (ONLY_IF, FOR_EACH) for planned in steps)


class Foresight:
    """Looks ahead for one run: `passed` are the paths of steps that are done, `scope` what its trigger tells."""

    def __init__(
        self, run: WorkflowRun, passed: frozenset[str], scope: Mapping[str, Any] | None, now: datetime
    ) -> None:
        self.appointment: Appointment | None = run.appointment
        self.passed, self.scope, self.now = passed, scope or {}, now
        # The states in which the writes so far would leave the appointment, None before the first.
        self.could_be: frozenset[str] | None = None
        self.has_ended = False

    def lines(self, steps: Sequence[PlannedStep], prefix: str = "") -> Iterator[str]:
        """Yield a line for each write that is still to come, and for what decides about it."""
        for planned in steps:
            path = f"{prefix}{planned.step.key}"
            if self.has_ended:
                return
            if planned.kind is not None and (path not in self.passed or planned.inner):
                yield from self._lines(planned, path)

    def _lines(self, planned: PlannedStep, path: str) -> Iterator[str]:
        if planned.step.kind == ONLY_IF:
            yield from self._only_if(planned)
        elif planned.step.kind == STOP:
            self.has_ended = True
            yield f"Would end at “{_title(planned)}”."
        elif planned.inner:
            yield from self._each(planned, path)
        elif planned.kind is not None and planned.kind.writes:
            yield self._write(planned)

    def _only_if(self, planned: PlannedStep) -> Iterator[str]:
        conditions = (planned.step.config or {}).get("conditions") or {}
        found = foresee(conditions, self.scope)
        if found.holds is None:
            yield f"Goes on only if {filter_words(conditions)}: that is judged when it runs."
        elif not found.holds:
            self.has_ended = True
            yield f"Would end at “{_title(planned)}”: {found.sentence}"

    def _each(self, planned: PlannedStep, path: str) -> Iterator[str]:
        items = items_of((planned.step.config or {}).get("items"), self.scope)
        if items is None:
            yield from self._under(SOME_LIST, list(self.lines(planned.inner, f"{path}[].")))
            return
        whole, lines = self.scope, list[str]()
        for number, item in enumerate(items[:MOST_ITEMS]):
            self.scope = {**whole, "item": item}
            lines += self.lines(planned.inner, f"{path}[{number}].")
        self.scope = whole
        yield from self._under(f"For each of {len(items)} entries:", lines)

    def _under(self, head: str, lines: list[str]) -> Iterator[str]:
        if lines:
            yield head
        for line, times in Counter(lines).items():
            yield f"{line} ({times} times)" if times > 1 else line

    def _write(self, planned: PlannedStep) -> str:
        spec = _spec(planned.step)
        if spec is None or not spec.changes_appointment or self.appointment is None or not is_trigger_s(planned.step):
            return f"Would do “{_title(planned)}”."
        why = self._why_not(spec, self.appointment, planned.step.config or {})
        if why:
            return f"Would {spec.verb.lower()}, but {why}: skip."
        self.could_be = AFTER.get(spec.code, self.could_be)
        return f"Would {spec.verb.lower()}."

    def _why_not(self, spec: OperationSpec, appointment: Appointment, config: Mapping[str, Any]) -> str:
        """Return why a write would be skipped."""
        if self.could_be is not None:
            fits = spec.allowed_statuses is None or bool(self.could_be & spec.allowed_statuses)
            return "" if fits else "the write before it leaves it in no state for this"
        fixed = {name: config[name] for name in LOOKED_AT if config.get(name) and not has_template(config[name])}
        why = wrong_state(spec, appointment, fixed, self.now)
        if why and spec.allowed_statuses is not None and appointment.status not in spec.allowed_statuses:
            return f"it is {appointment.status_label.lower()} now"
        return f"not now ({why.rstrip('.')})" if why else ""


def _spec(step: Step) -> OperationSpec | None:
    return CATALOGUE.get(step.kind.removeprefix(PREFIX)) if step.kind.startswith(PREFIX) else None


def _title(planned: PlannedStep) -> str:
    return planned.step.label or (planned.kind.label if planned.kind else planned.step.kind)
