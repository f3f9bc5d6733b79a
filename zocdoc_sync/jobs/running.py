"""Run one job: claim it, call its handler, write down what came of it; nothing escapes."""

import logging
from dataclasses import replace
from datetime import datetime

from django.db import Error
from django.utils import timezone

from zocdoc_sync.errors import BudgetExhausted, RateLimited, RequestRefused, ZocdocError
from zocdoc_sync.jobs import claiming
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.jobs.heart import Heart
from zocdoc_sync.jobs.kinds import handler_of, kind_named
from zocdoc_sync.jobs.outcomes import GiveUp, Postpone

RATE_PAUSE_SECONDS = 30
log = logging.getLogger(__name__)


def run(job_id: int, *, now: datetime) -> bool:
    """Run a job if it is due and free; return whether this process ran it.

    A database that does not answer leaves the row as it is: its lease ends, and it is tried again.
    """
    try:
        claim = claiming.claim(job_id, now=now)
        if claim is None:
            return False
        with Heart(claim) as heart:
            _attempt(replace(claim, still_ours=lambda: heart.ours))
    except Error as error:
        # Its text may hold the values of a row: only the type is kept.
        log.error("job %s: the database did not answer (%s)", job_id, type(error).__name__)  # noqa: TRY400 (values)
        return False
    return True


def _attempt(claim: JobContext) -> None:
    try:
        handler_of(kind_named(claim.kind))(claim.payload, claim)
    except Postpone as later:
        claiming.postpone(claim, seconds=later.seconds, why=str(later), now=timezone.now())
    except GiveUp as end:
        claiming.fail(claim, code=end.code, sentence=end.sentence, now=timezone.now(), for_good=True)
    except (RateLimited, BudgetExhausted) as error:
        claiming.postpone(claim, seconds=RATE_PAUSE_SECONDS, why=error.sentence, now=timezone.now())
    except ZocdocError as error:
        refused = isinstance(error, RequestRefused)
        claiming.fail(claim, code=error.code, sentence=error.sentence, now=timezone.now(), for_good=refused)
    except SystemExit:
        # So the queue ends a task that takes too long.
        told = f"It took longer than {kind_named(claim.kind).timeout_seconds} seconds."
        claiming.fail(claim, code="timeout", sentence=told, now=timezone.now())
    except Exception as error:  # noqa: BLE001 (whatever it is, the worker and the clock go on)
        # A handler's fault must not take the worker with it. Its text may hold patient data: only the type is kept.
        log.error("job %s %s failed: %s", claim.kind, claim.job_id, type(error).__name__)  # noqa: TRY400 (no traceback: values)
        told = f"An unexpected fault of the program ({type(error).__name__})."
        claiming.fail(claim, code="fault", sentence=told, now=timezone.now())
    else:
        claiming.finish(claim, now=timezone.now())
