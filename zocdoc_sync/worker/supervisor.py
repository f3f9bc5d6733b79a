"""Keep the children running: start, watch, start anew, and end them all."""

import logging
import signal
import time
from collections.abc import Iterable
from datetime import datetime
from types import FrameType

from django.db import Error, close_old_connections
from django.utils import timezone

from zocdoc_sync.jobs.beats import SUPERVISOR, beat
from zocdoc_sync.jobs.carrier import send_canary, waiting
from zocdoc_sync.worker.children import Child, ChildSpec
from zocdoc_sync.worker.watching import is_stuck

LOOK_SECONDS, CANARY_SECONDS = 0.5, 5.0
# What lived for less did not get going: it starts again after a growing pause.
FIRST_PAUSE, LONGEST_PAUSE, STEADY_SECONDS = 1.0, 30.0, 20.0
log = logging.getLogger(__name__)


class Supervisor:
    """Run the given children until SIGTERM or SIGINT."""

    def __init__(self, specs: Iterable[ChildSpec]) -> None:
        self._specs = {spec.name: spec for spec in specs}
        self._children: dict[str, Child] = {}
        self._again_at = dict.fromkeys(self._specs, 0.0)
        self._pauses = dict.fromkeys(self._specs, FIRST_PAUSE)
        self._canary_at = 0.0
        self._answers_since = 0.0
        self._ending = False

    def run(self) -> None:
        """Start all children and return when all have ended after a signal."""
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)
        try:
            while not self._ending:
                self.look()
                time.sleep(LOOK_SECONDS)
        finally:
            self._end_all()

    def look(self) -> None:
        """Start what does not run, and kill what is stuck."""
        for name, spec in self._specs.items():
            child = self._children.get(name)
            if child is None:
                self._start(spec)
            elif child.ended():
                self._bury(child, "ended")
        try:
            close_old_connections()
            self._check_life(timezone.now())
        except Error as error:
            self._answers_since = time.monotonic()
            log.warning("worker: the database does not answer (%s)", type(error).__name__)

    def _start(self, spec: ChildSpec) -> None:
        if self._ending or time.monotonic() < self._again_at[spec.name]:
            return
        self._children[spec.name] = Child(spec)
        log.info("worker: %s started", spec.name)

    def _bury(self, child: Child, why: str) -> None:
        name = child.spec.name
        child.kill()  # what it left behind goes with it
        del self._children[name]
        steady = time.monotonic() - child.started > STEADY_SECONDS
        self._pauses[name] = FIRST_PAUSE if steady else min(LONGEST_PAUSE, self._pauses[name] * 2)
        self._again_at[name] = time.monotonic() + self._pauses[name]
        log.warning("worker: %s %s; it starts again in %.0f s", name, why, self._pauses[name])

    def _check_life(self, now: datetime) -> None:
        if time.monotonic() < self._canary_at:
            return
        began = time.monotonic()
        self._canary_at = began + CANARY_SECONDS
        beat(SUPERVISOR, now=now)
        if not waiting(now):  # what waits is a canary itself, and must not pile up behind busy workers
            send_canary()
        if time.monotonic() - began > CANARY_SECONDS:
            self._answers_since = time.monotonic()
        for child in list(self._children.values()):
            # While the database does not answer, nobody can write a sign of life.
            watched_since = max(child.started, self._answers_since)
            if is_stuck(child.spec, running_for=time.monotonic() - watched_since, now=now):
                self._bury(child, "gave no sign of life")

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self._ending = True

    def _end_all(self) -> None:
        children, asked_at = list(self._children.values()), time.monotonic()
        for child in children:
            child.ask_to_end()
        for child in children:
            child.end(asked_at + child.spec.grace)
