"""The handlers of the workflows' jobs."""

import time
from typing import Any

from django.utils import timezone

from workflows_app.engine.dispatching import dispatch
from workflows_app.engine.taking import Queue
from workflows_app.engine.ticking import plan_advances
from workflows_app.engine.together import perform
from workflows_app.engine.watching import watch_triggers
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.jobs.outcomes import Postpone

Payload = dict[str, Any]
# After this a worker is given back, so that other jobs have their turn.
SECONDS = 20.0


def dispatch_changes(payload: Payload, context: JobContext) -> None:  # noqa: ARG001 (the signature of handlers)
    """Make the runs of all changes that wait for it."""
    until = time.monotonic() + SECONDS
    while dispatch(timezone.now()):
        plan_advances(timezone.now(), at_once=True)
        if time.monotonic() > until:
            raise Postpone(0, "More changes wait.")


def watch(payload: Payload, context: JobContext) -> None:  # noqa: ARG001 (the signature of handlers)
    """Tell of triggers that nobody looks at."""
    watch_triggers(context.now)


def advance_runs(payload: Payload, context: JobContext) -> None:  # noqa: ARG001 (the signature of handlers)
    """Perform runs that are due until there are none or the time is up."""
    until = time.monotonic() + SECONDS
    queue = Queue(context)
    while context.still_ours():
        runs = queue.take(timezone.now())
        if not runs:
            return
        perform(runs, timezone.now)
        if time.monotonic() > until:
            raise Postpone(0, "More runs are due.")
