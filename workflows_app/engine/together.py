"""Runs that a worker took together: performed one after another, and what came of them committed at once."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from workflows_app.engine.executing import execute, walked
from workflows_app.engine.pausing import BAD, pause_if_failing
from workflows_app.engine.recording import Ledger, write
from workflows_app.enums import RunState
from workflows_app.models import StepRun, WorkflowRun

SHOWN_AFTER_SECONDS = 0.5


def perform(runs: Sequence[WorkflowRun], clock: Callable[[], datetime]) -> None:
    """Perform claimed runs; several are such that ask nobody outside. Never called inside a transaction."""
    if len(runs) == 1:
        execute(runs[0], clock)
        return
    done: list[tuple[Kept, dict[str, Any]]] = []
    began = time.monotonic()
    for run in runs:
        ledger = Kept(run)
        told = walked(ledger, clock)
        done.append((ledger, told))
        if time.monotonic() - began > SHOWN_AFTER_SECONDS:
            _commit(done, clock())
            done, began = [], time.monotonic()
    if done:
        _commit(done, clock())


class Kept(Ledger):
    """A ledger whose rows are all kept for later: a worker that dies meanwhile has done nothing."""

    def later(self, row: StepRun) -> None:
        """Keep a row."""
        self.unsaved.append(row)

    def commit(self, row: StepRun | None = None, **of_run: Any) -> None:
        """Keep a row; nothing but what the run ends with is written of the run itself."""
        assert not of_run  # noqa: S101 (what writes outside is not performed together with others)
        self.unsaved += [row] if row is not None else []


def _commit(done: Sequence[tuple[Kept, dict[str, Any]]], now: datetime) -> None:
    """Commit what came of runs; of those that are not ours any more nothing is written."""
    with transaction.atomic():
        ours = _still_ours([ledger.run for ledger, _ in done])
        kept = [(ledger, told) for ledger, told in done if ledger.run.pk in ours]
        for values, ids in _alike(kept, now):
            WorkflowRun.objects.filter(pk__in=ids).update(**values)
        write([ledger for ledger, _ in kept])
    for workflow in {ledger.run.workflow for ledger, told in kept if told["state"] in BAD}:
        pause_if_failing(workflow, now)


def _still_ours(runs: Sequence[WorkflowRun]) -> set[int]:
    """Lock the runs that nobody has taken from us and return their keys."""
    fences = {run.pk: run.fence for run in runs}
    rows = WorkflowRun.objects.filter(pk__in=fences, state=RunState.RUNNING).order_by("pk")
    locked = rows.select_for_update().values_list("pk", "fence")
    return {run_id for run_id, fence in locked if fences[run_id] == fence}


def _alike(kept: Sequence[tuple[Kept, dict[str, Any]]], now: datetime) -> list[tuple[dict[str, Any], list[int]]]:
    """Return the values that runs get, each with the runs that get the same: one UPDATE for all of them.

    A run has ended when its end is written down.
    """
    groups: list[tuple[dict[str, Any], list[int]]] = []
    for ledger, told in kept:
        values = {**ledger.progress(), **told, **({"finished_at": now} if "finished_at" in told else {})}
        same = next((ids for known, ids in groups if known == values), None)
        if same is None:
            groups.append((values, [ledger.run.pk]))
        else:
            same.append(ledger.run.pk)
    return groups
