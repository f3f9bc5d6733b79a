"""Keep the lease of a job while its handler works."""

import logging
import threading
from types import TracebackType
from typing import Self

from django.db import Error, connections
from django.utils import timezone

from zocdoc_sync.jobs.claiming import renew
from zocdoc_sync.jobs.context import JobContext

BEAT_SECONDS = 5.0
log = logging.getLogger(__name__)


class Heart:
    """Renew a claim every few seconds from a thread of its own; `ours` turns false when the claim is lost."""

    def __init__(self, claim: JobContext, *, every: float = BEAT_SECONDS) -> None:
        self.ours = True
        self._claim = claim
        self._every = every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True, name=f"heart-{claim.job_id}")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while self.ours and not self._stop.wait(self._every):
                self.ours = self._renewed()
        finally:
            connections.close_all()

    def _renewed(self) -> bool:
        try:
            return renew(self._claim, now=timezone.now())
        except Error as error:
            # The next beat tries again; should the lease end meanwhile, the number of the claim protects the row.
            log.warning("job %s: its lease was not renewed (%s)", self._claim.job_id, type(error).__name__)
            connections.close_all()
            return True
