"""What a handler knows of the job that it runs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class JobContext:
    """The claim on one job: whose it is, which attempt, and since when (`now`, UTC)."""

    job_id: int
    kind: str
    payload: dict[str, Any]
    owner: str
    fence: int
    attempt: int
    now: datetime
    still_ours: Callable[[], bool] = lambda: True


Handler = Callable[[dict[str, Any], JobContext], None]
