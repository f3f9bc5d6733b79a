"""Perform a run from where it stands: each step's row says how far it came, so that any worker can go on."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError

from workflows_app.engine.actors import actor_of
from workflows_app.engine.beginning import begin
from workflows_app.engine.causes import key_of
from workflows_app.engine.outcomes import Ended, Interrupted, RunLost
from workflows_app.engine.pausing import BAD, pause_if_failing
from workflows_app.engine.plans import PlannedStep, plan_of
from workflows_app.engine.recording import Entry, Ledger, after, go_on
from workflows_app.enums import RunState, StepState
from workflows_app.models import StepRun, WorkflowRun
from workflows_app.steps.results import Failed, Result
from workflows_app.steps.spec import Performing
from workflows_app.values.moments import plain
from workflows_app.values.rendering import ValueProblem, render
from workflows_app.values.scope import scope_of
from zocdoc_sync.models import Connection

log = logging.getLogger(__name__)
PASSED = (StepState.DONE, StepState.SKIPPED)


def execute(run: WorkflowRun, clock: Callable[[], datetime]) -> RunState:
    """Perform a claimed run until it ends or has to wait, and return the state of its row; `clock` returns UTC.

    Never called inside a transaction. Nothing is written once another worker has the run.
    """
    ledger = Ledger(run)
    try:
        told = walked(ledger, clock)
        ledger.commit(**told)
    except RunLost:
        return _as_it_is(run)
    if told["state"] in BAD:
        pause_if_failing(run.workflow, clock())
    return RunState(told["state"])


def walked(ledger: Ledger, clock: Callable[[], datetime]) -> dict[str, Any]:
    """Walk the steps of a claimed run as far as it goes, and return what its row is to say then; raise RunLost."""
    walk = Walk(ledger, clock)
    try:
        walk.whole()
    except Interrupted as pause:
        told = {"state": pause.state, "due_at": pause.due_at, "sentence": pause.sentence, "error_code": pause.code}
    except Ended as end:
        told = _ended(end, clock())
    else:
        told = _ended(_finished(walk), clock())
    return {"held_by": "", **told}


class Walk:
    """One way through the steps of a run: rows that are done give their output again, the next one is performed."""

    def __init__(self, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self.run, self.clock = ledger.run, clock
        # What was never claimed before has no rows.
        rows = self.run.steps.select_related("operation") if self.run.fence > 1 else ()
        self.rows = {row.path: row for row in rows}
        self.outputs: dict[str, Any] = {}
        self.ledger = ledger
        self.failed = ""
        self.skipped: list[str] = []
        self.data: Mapping[str, Any] = {}

    def whole(self) -> None:
        """Walk all steps; raise Interrupted, Ended or RunLost."""
        plan = plan_of(self.run.version_id)
        self.data = begin(self.run, plan, self.clock())
        self._walk(plan.steps, prefix="", item=None)

    def _walk(self, steps: tuple[PlannedStep, ...], prefix: str, item: Any) -> None:
        for planned in steps:
            row = self._passed(planned, f"{prefix}{planned.step.key}", item)
            if planned.inner and row.state == StepState.DONE:
                self._inside(planned, row)

    def _inside(self, planned: PlannedStep, row: StepRun) -> None:
        for number, item in enumerate((row.output or {}).get("items", [])):
            self._walk(planned.inner, prefix=f"{row.path}[{number}].", item=item)

    def _passed(self, planned: PlannedStep, path: str, item: Any) -> StepRun:
        """Return a step's row once the run may go on behind it."""
        row = self.rows.get(path)
        if row is None or not go_on(row, self.clock()):
            row = self._performed(planned, path, item, row)
            self.rows[path] = row
        if row.state == StepState.FAILED:
            self.failed = row.sentence
        if row.state == StepState.SKIPPED:
            self.skipped.append(row.sentence)
        self.outputs[planned.step.key] = row.output or {}
        return row

    def _performed(self, planned: PlannedStep, path: str, item: Any, row: StepRun | None) -> StepRun:
        entry = Entry(self.run, planned, row or self._new(planned, path), self.ledger)
        before = StepState(row.state) if row is not None else None
        scope = scope_of(self.data, self.outputs, workflow=self.run.workflow.name, now=self.clock(), item=item)
        result = self._result(entry, scope, before)
        after(entry, result, self.clock())
        return entry.row

    def _new(self, planned: PlannedStep, path: str) -> StepRun:
        return StepRun(
            connection_id=self.run.connection_id,
            run=self.run,
            step=planned.step,
            path=path,
            kind=planned.step.kind,
            started_at=self.clock(),
        )

    def _result(self, entry: Entry, scope: Mapping[str, Any], before: StepState | None) -> Result:
        kind = entry.planned.kind
        if kind is None:
            return Failed("unknown_step", f"This version of the console knows no step of the kind {entry.row.kind}.")
        try:
            given = rendered(entry.planned, scope)
        except ValueProblem as problem:
            return Failed("missing_value", str(problem))
        entry.row.given = plain(given)
        if kind.writes:
            # Committed before anything leaves: if this process dies now, the row tells that it may have happened.
            entry.save_begun()
        return self._run_kind(entry, given, scope, before)

    def _run_kind(
        self, entry: Entry, given: dict[str, Any], scope: Mapping[str, Any], before: StepState | None
    ) -> Result:
        run, row, kind = self.run, entry.row, entry.planned.kind
        assert kind is not None  # noqa: S101 (looked at before)
        performing = Performing(
            connection=self._through(entry),
            actor=actor_of(run),
            now=self.clock(),
            key=key_of(run.pk, row.path, row.tries),
            scope=scope,
            appointment=run.appointment,
            before=before,
        )
        try:
            return kind.run(given, performing)
        except (OperationalError, InterfaceError):
            raise  # the database itself: nothing can be written down now
        except Exception as error:  # noqa: BLE001 (one step's fault must not stop the others' runs)
            # Its text may hold patient data: only the type is kept.
            log.error("run %s step %s failed: %s", run.pk, row.path, type(error).__name__)  # noqa: TRY400 (no values)
            return entry.fault(type(error).__name__)

    def _through(self, entry: Entry) -> Connection:
        return entry.planned.step.through or self.run.connection


def rendered(planned: PlannedStep, scope: Mapping[str, Any]) -> dict[str, Any]:
    """Return a step's configuration with its values filled in; raise ValueProblem."""
    raw = planned.kind.raw if planned.kind else frozenset()
    config: dict[str, Any] = planned.step.config or {}
    return {name: value if name in raw else render(value, scope) for name, value in config.items()}


def _finished(walk: Walk) -> Ended:
    if walk.failed:
        return Ended(RunState.PARTLY, f"It went on after a step that failed: {walk.failed}", "step_failed")
    if not walk.skipped:
        return Ended(RunState.SUCCEEDED, "")
    which = "1 step" if len(walk.skipped) == 1 else f"{len(walk.skipped)} steps"
    return Ended(RunState.SUCCEEDED, f"Skipped {which}: {walk.skipped[0]}")


def _ended(end: Ended, now: datetime) -> dict[str, Any]:
    return {"state": end.state, "sentence": end.sentence, "error_code": end.code, "finished_at": now}


def _as_it_is(run: WorkflowRun) -> RunState:
    return RunState(WorkflowRun.objects.values_list("state", flat=True).get(pk=run.pk))
