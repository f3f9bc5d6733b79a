"""The time within a run: where it started, moved on by a clock that nobody sets."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Clock:
    """`started` is the time (UTC) that the edge read once."""

    started: datetime
    _mark: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """Return the time now (UTC)."""
        return self.started + timedelta(seconds=time.monotonic() - self._mark)
