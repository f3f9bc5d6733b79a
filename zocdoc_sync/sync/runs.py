"""Write down each reading of Zocdoc: when it began, what it did, how it ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db.models import Q

from zocdoc_sync.connections.trouble import note_failure
from zocdoc_sync.enums import SyncReason, SyncState, SyncWhat
from zocdoc_sync.errors import ZocdocError
from zocdoc_sync.models import Connection, SyncRun
from zocdoc_sync.sync.clock import Clock
from zocdoc_sync.sync.holding import LeaseLost
from zocdoc_sync.sync.listing.incomplete import IncompleteWindow
from zocdoc_sync.sync.watching import tell

ALREADY_RUNNING = "already_running"


@contextmanager
def recorded(
    connection: Connection, what: SyncWhat, reason: SyncReason, clock: Clock, *, part: str = ""
) -> Iterator[SyncRun]:
    """Yield the row of a run and close it as done, incomplete or failed; Zocdoc's errors end here, others go on.

    The caller holds the lease of this reading: a row that still says "running" belongs to a process that died.
    """
    _close_abandoned(connection, what, reason, clock.started)
    run = SyncRun.objects.create(connection=connection, what=what, part=part, reason=reason, started_at=clock.started)
    run.state = SyncState.DONE
    tell(run)
    try:
        yield run
    except ZocdocError as error:
        _fail(run, error.code, error.sentence, error.request_id)
        note_failure(connection, error, now=clock.now())
    except IncompleteWindow as incomplete:
        run.state, run.error_code, run.error_sentence = SyncState.INCOMPLETE, incomplete.code, incomplete.sentence
    except LeaseLost:
        _fail(run, "lease_lost", "Another process took over in the middle of this reading.")
    except BaseException:
        _fail(run, "fault", "The reading ended with a fault of our own; the log has it.")
        raise
    finally:
        run.finished_at = clock.now()
        run.save()


def left_to_another(connection: Connection, what: SyncWhat, reason: SyncReason, now: datetime) -> SyncRun:
    """Return a run that is not kept: somebody else is reading the same thing at this moment."""
    return SyncRun(
        connection=connection,
        what=what,
        reason=reason,
        state=SyncState.FAILED,
        started_at=now,
        finished_at=now,
        error_code=ALREADY_RUNNING,
        error_sentence="Another process is reading this connection at the moment.",
    )


def _fail(run: SyncRun, code: str, sentence: str, request_id: str = "") -> None:
    run.state, run.error_code, run.error_sentence = SyncState.FAILED, code[:40], sentence
    run.request_id = (request_id or run.request_id)[:100]


def _close_abandoned(connection: Connection, what: SyncWhat, reason: SyncReason, now: datetime) -> None:
    runs = SyncRun.objects.of(connection).filter(what=what, state=SyncState.RUNNING)
    sweeps = Q(reason=SyncReason.SWEEP)  # they hold a lease of their own
    runs.filter(sweeps if reason == SyncReason.SWEEP else ~sweeps).update(
        state=SyncState.FAILED,
        finished_at=now,
        error_code="abandoned",
        error_sentence="This reading ended without a word: its process was stopped.",
    )
