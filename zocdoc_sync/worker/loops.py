"""What runs inside the children."""

import logging
import signal
import threading
import time
from types import FrameType

from django.db import Error, close_old_connections
from django.utils import timezone

from zocdoc_sync.jobs import carrier
from zocdoc_sync.jobs.beats import TICKER, beat
from zocdoc_sync.jobs.ticker import tick
from zocdoc_sync.worker.death import children_die_with_this_process

TICK_SECONDS, BEAT_SECONDS = 1.0, 5.0
log = logging.getLogger(__name__)


def run_ticker() -> None:
    """Tick once a second until SIGTERM."""
    ending = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ending.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    beat_at = 0.0
    while not ending.is_set():
        began = time.monotonic()
        close_old_connections()
        tick(timezone.now())
        if began >= beat_at and _beats():
            beat_at = began + BEAT_SECONDS
        ending.wait(max(0.05, TICK_SECONDS - (time.monotonic() - began)))


def _beats() -> bool:
    try:
        beat(TICKER, now=timezone.now())
    except Error as error:
        log.warning("ticker: its sign of life was not written (%s)", type(error).__name__)
        return False
    return True


def run_cluster() -> None:
    """Run the queue's workers until SIGTERM; all of them die with this process."""
    children_die_with_this_process()
    carrier.run_cluster()
