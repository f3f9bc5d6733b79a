"""Do everything that is due in this process, without the queue."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from zocdoc_sync.jobs.handing_over import due_jobs
from zocdoc_sync.jobs.running import run
from zocdoc_sync.jobs.ticker import tick

MOST_ROUNDS = 1000


@dataclass
class Drained:
    """How many times we looked, and how many jobs this process ran."""

    rounds: int = 0
    jobs: int = 0


def drain(clock: Callable[[], datetime], *, once: bool = False) -> Drained:
    """Tick and run due jobs until nothing is due, or for a single round; `clock` returns the time (UTC)."""
    done = Drained()
    while done.rounds < MOST_ROUNDS:
        done.rounds += 1
        tick(clock(), hand_over=False)
        ran = sum(run(job_id, now=clock()) for job_id in list(due_jobs(clock()).values_list("pk", flat=True)))
        done.jobs += ran
        if once or not ran:
            break
    return done
