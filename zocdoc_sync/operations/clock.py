"""The time while an operation runs: it begins at the `now` that was passed down and goes on from there."""

import time
from datetime import datetime, timedelta


class Clock:
    """Instants after a given one, measured by the monotonic clock so that a jump of the wall clock does not matter."""

    def __init__(self, now: datetime) -> None:
        self.began = now
        self._mark = time.monotonic()

    def elapsed(self) -> float:
        """Return the seconds since it was made."""
        return time.monotonic() - self._mark

    def now(self) -> datetime:
        """Return the instant that it is now."""
        return self.began + timedelta(seconds=self.elapsed())
