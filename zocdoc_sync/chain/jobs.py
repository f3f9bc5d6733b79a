"""The jobs of the audit's chain; their names are stored and public."""

import logging
from typing import Any

from zocdoc_sync.chain.adding import add_waiting
from zocdoc_sync.chain.faults import ChainBroken
from zocdoc_sync.chain.judging import judge, tell
from zocdoc_sync.jobs.context import JobContext

log = logging.getLogger(__name__)


def add_lines(payload: dict[str, Any], context: JobContext) -> None:  # noqa: ARG001 (every task has one)
    """Give the lines of the last minute their place."""
    try:
        add_waiting()
    except ChainBroken as broken:
        tell(str(broken), now=context.now)


def check_chain(payload: dict[str, Any], context: JobContext) -> None:  # noqa: ARG001 (every task has one)
    """Check the whole chain; the log, which may be kept on another machine, notes where it ended."""
    verdict = judge(context.now)
    log.info("the audit ends at %s:%s", verdict.last, verdict.seal)
