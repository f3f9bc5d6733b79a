"""The job of a comparison; its name is stored and public."""

from typing import Any

from zocdoc_sync.drift import runs
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.jobs.outcomes import GiveUp, Postpone
from zocdoc_sync.models import DriftRun
from zocdoc_sync.sync.in_use import is_in_use

NEXT_SLICE_SECONDS = 2


def work_on_run(payload: dict[str, Any], context: JobContext) -> None:
    """Go on with a comparison for some seconds."""
    run: DriftRun | None = DriftRun.objects.select_related("connection").filter(pk=payload["run_id"]).first()
    if run is None:
        raise GiveUp("gone", "The comparison does not exist any more.")
    if not is_in_use(run.connection):
        runs.stop(run, now=context.now)
        return
    if runs.work(run, now=context.now):
        raise Postpone(NEXT_SLICE_SECONDS, "It goes on in a moment: other work gets its turn.")
