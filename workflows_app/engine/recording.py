"""What came of a step, as rows: one table from results to states, and when the run goes on."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from workflows_app.engine import claiming
from workflows_app.engine.outcomes import Ended, Interrupted, RunLost
from workflows_app.engine.plans import PlannedStep
from workflows_app.enums import RunState, StepState
from workflows_app.models import Remark, StepRun, WorkflowRun
from workflows_app.steps import results
from zocdoc_sync.enums import OperationState
from zocdoc_sync.operations.outcomes import SENTENCES, UNSETTLED

# A step that provably did nothing is tried again after these, and has failed then.
PAUSES = (
    timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=3),
)  # fmt: skip
# What stands in the way for minutes is waited for half an hour.
SOON, MOST_SOON = timedelta(minutes=1), 30
# The clock wakes the run once the outcome is settled: this is for what it may miss.
LOOK_AGAIN = timedelta(minutes=1)
MOST_FAULTS = 3
SHOWN_AFTER_SECONDS = 2.0
PASSED = (StepState.DONE, StepState.SKIPPED)


class Ledger:
    """The rows of a run's steps: what may be repeated is written together with what comes next, a write at once."""

    def __init__(self, run: WorkflowRun) -> None:
        self.run = run
        self.unsaved: list[StepRun] = []
        self.remarks: list[Remark] = []
        self._saved_at = time.monotonic()

    def later(self, row: StepRun) -> None:
        """Keep a row for the next commit, which comes soon in any case."""
        self.unsaved.append(row)
        if time.monotonic() - self._saved_at > SHOWN_AFTER_SECONDS:
            self.commit()

    def commit(self, row: StepRun | None = None, **of_run: Any) -> None:
        """Commit all rows together with values of the run; raise RunLost when the run is not ours any more."""
        self.unsaved += [row] if row is not None else []
        with transaction.atomic():
            if not claiming.keep(self.run, **self.progress(), **of_run):
                raise RunLost
            write([self])
        self.unsaved, self.remarks, self._saved_at = [], [], time.monotonic()

    def progress(self) -> dict[str, Any]:
        """Return what the rows that are to be written say of the run: how far it came, and that it goes on at all."""
        if not self.unsaved:
            return {}
        came_through = any(row.state != StepState.RUNNING for row in self.unsaved)
        return {"position": self.unsaved[-1].path, **({"rescues": 0} if came_through else {})}


def write(ledgers: Sequence[Ledger]) -> None:
    """Write the rows of runs that are ours, in the transaction that is open."""
    rows = [row for ledger in ledgers for row in ledger.unsaved]
    for row in rows:
        if row.pk is not None:
            row.save()
    StepRun.objects.bulk_create([row for row in rows if row.pk is None])
    remarks = [remark for ledger in ledgers for remark in ledger.remarks]
    Remark.objects.bulk_create(remarks, ignore_conflicts=True)


@dataclass
class Entry:
    """A step that is being performed, and its row."""

    run: WorkflowRun
    planned: PlannedStep
    row: StepRun
    ledger: Ledger

    def save_begun(self) -> None:
        """Commit that the step is being performed; raise RunLost when the run is not ours any more."""
        self.row.state = StepState.RUNNING
        self.ledger.commit(self.row)

    def save(self, **of_run: Any) -> None:
        """Commit the row, of a step that wrote at once; raise RunLost when the run is not ours any more."""
        self.ledger.commit(self.row, **of_run)

    def save_later(self) -> None:
        """Keep the row for the next commit, where performing the step again would do no harm."""
        if self.planned.kind is not None and self.planned.kind.writes:
            self.save()
        else:
            self.ledger.later(self.row)

    def fault(self, name: str) -> results.Result:
        """Return what becomes of a fault of the program: tried again under the same key, then failed."""
        self.row.faults += 1
        told = f"An unexpected fault of the program ({name})."
        if self.row.faults >= MOST_FAULTS:
            return results.Failed("fault", told)
        self.row.tries -= 1  # what is tried again keeps its key: nobody knows how far it came
        return results.TryAgain("fault", told)


def go_on(row: StepRun, now: datetime) -> bool:
    """Tell whether a run may go on behind a step's row as it stands; raise Interrupted while it has to wait."""
    state = StepState(row.state)
    if state in PASSED or (state == StepState.FAILED and row.step is not None and row.step.goes_on):
        return True
    if state == StepState.WAITING:
        return _woken(row, now)
    if state in (StepState.SETTLING, StepState.ASKS) and row.operation is not None:
        _refuse_unsettled(row, now)
    return False


def after(entry: Entry, result: results.Result, now: datetime) -> None:
    """Commit what came of a step; raise Interrupted or Ended when the run does not simply go on."""
    RESULTS[type(result)](entry, result, now)


def _woken(row: StepRun, now: datetime) -> bool:
    if row.until is not None and now < row.until:
        raise Interrupted(RunState.WAITING, row.until, row.sentence)
    StepRun.objects.filter(pk=row.pk).update(state=StepState.DONE, finished_at=now)
    row.state = StepState.DONE
    return True


def _refuse_unsettled(row: StepRun, now: datetime) -> None:
    """Raise while nobody knows what became of a write; once it is settled, performing it again finds its outcome."""
    operation = row.operation
    assert operation is not None  # noqa: S101 (looked at before)
    operation.refresh_from_db(fields=["state"])
    if operation.state == OperationState.ASKS:
        raise Ended(RunState.ASKS, SENTENCES[OperationState.ASKS], "outcome_asks")
    if operation.state in UNSETTLED:
        raise Interrupted(RunState.SETTLING, now + LOOK_AGAIN, SENTENCES[OperationState.UNKNOWN], "outcome_unknown")
    if operation.state == OperationState.NOT_SENT:
        row.tries += 1  # it provably did not happen: the next performance is a new one


def _done(entry: Entry, result: results.Done, now: datetime) -> None:
    _settle(entry, StepState.DONE, result.sentence, now, output=result.output, operation=result.operation)
    entry.row.request_id = result.request_id
    entry.ledger.remarks += result.remarks
    if result.wrote:
        entry.run.writes += 1
        entry.save(writes=entry.run.writes)
    else:
        entry.save_later()


def _skipped(entry: Entry, result: results.Skipped, now: datetime) -> None:
    _settle(entry, StepState.SKIPPED, result.sentence, now)
    entry.save_later()


def _sleep(entry: Entry, result: results.Sleep, now: datetime) -> None:
    if result.until <= now:
        _settle(entry, StepState.DONE, result.sentence, now, output=result.output)
        entry.save_later()
        return
    _settle(entry, StepState.WAITING, result.sentence, None, output=result.output)
    entry.row.until = result.until
    entry.save()
    raise Interrupted(RunState.WAITING, result.until, result.sentence)


def _stop(entry: Entry, result: results.Stop, now: datetime) -> None:
    _settle(entry, StepState.STOPPED, result.sentence, now)
    entry.save()
    unchanged = result.filtered and not entry.run.writes
    raise Ended(RunState.FILTERED if unchanged else RunState.SUCCEEDED, result.sentence)


def _each(entry: Entry, result: results.Each, now: datetime) -> None:
    _settle(entry, StepState.DONE, result.sentence, now, output={"items": list(result.items)})
    entry.save()


def _try_again(entry: Entry, result: results.TryAgain, now: datetime) -> None:
    row = entry.row
    done = row.tries + row.faults
    if done >= (MOST_SOON if result.soon else len(PAUSES)):
        _failed(entry, results.Failed(result.code, result.sentence, result.operation), now)
        return
    _settle(entry, StepState.RETRYING, result.sentence, None, operation=result.operation, code=result.code)
    row.tries += 1
    entry.save()
    pause = min(PAUSES[min(done, len(PAUSES) - 1)], SOON) if result.soon else PAUSES[done]
    raise Interrupted(RunState.RETRYING, now + pause, result.sentence, result.code)


def _settling(entry: Entry, result: results.Settling, now: datetime) -> None:
    sentence = SENTENCES[OperationState.UNKNOWN]
    _settle(entry, StepState.SETTLING, sentence, None, operation=result.operation, code="outcome_unknown")
    entry.save()
    raise Interrupted(RunState.SETTLING, now + LOOK_AGAIN, sentence, "outcome_unknown")


def _asks(entry: Entry, result: results.Asks, _now: datetime) -> None:
    _settle(entry, StepState.ASKS, result.sentence, None, operation=result.operation, code="outcome_asks")
    entry.save()
    raise Ended(RunState.ASKS, result.sentence, "outcome_asks")


def _failed(entry: Entry, result: results.Failed, now: datetime) -> None:
    _settle(entry, StepState.FAILED, result.sentence, now, operation=result.operation, code=result.code)
    entry.row.request_id = result.request_id
    entry.save()
    if entry.planned.step.goes_on:
        return
    raise Ended(RunState.PARTLY if entry.run.writes else RunState.FAILED, result.sentence, result.code)


def _settle(
    entry: Entry,
    state: StepState,
    sentence: str,
    finished: datetime | None,
    *,
    output: Any = None,
    operation: Any = None,
    code: str = "",
) -> None:
    row = entry.row
    row.state, row.sentence, row.finished_at, row.error_code = state, sentence, finished, code
    row.output = output
    if operation is not None:
        row.operation = operation


RESULTS: dict[type, Callable[[Entry, Any, datetime], None]] = {
    results.Done: _done,
    results.Skipped: _skipped,
    results.Sleep: _sleep,
    results.Stop: _stop,
    results.Each: _each,
    results.TryAgain: _try_again,
    results.Settling: _settling,
    results.Asks: _asks,
    results.Failed: _failed,
}
