"""Four workers that tick and run jobs, one of them killed each second until all is done; a process of its own.

python -m tests.workflows_app.chaos SECONDS_AT_MOST
"""

# ruff: noqa: E402
# A script: its imports follow the start of Django.

import os
import random
import signal
import sys
import time

import django

django.setup()

from django.db import connections
from django.utils import timezone

from workflows_app.enums import CLAIMABLE, RunState
from workflows_app.models import WorkflowRun
from zocdoc_sync.enums import JobState
from zocdoc_sync.jobs.handing_over import due_jobs
from zocdoc_sync.jobs.running import run
from zocdoc_sync.jobs.ticker import tick
from zocdoc_sync.models import Change, Job

WORKERS = 4
UNFINISHED = (*CLAIMABLE, RunState.RUNNING)


def work(parent):
    """Tick once a second and run what is due, as long as the parent lives."""
    ticked = 0.0
    while os.getppid() == parent:
        if time.monotonic() - ticked > 1:
            ticked = time.monotonic()
            tick(timezone.now(), hand_over=False)
        job = due_jobs(timezone.now()).values_list("pk", flat=True).first()
        if job is None or not run(job, now=timezone.now()):
            time.sleep(0.02)


def worker():
    """Start a worker and return its process id."""
    connections.close_all()
    parent, pid = os.getpid(), os.fork()
    if pid == 0:
        try:
            work(parent)
        finally:
            os._exit(1)
    return pid


def busy():
    """Tell whether anything is still to be done."""
    return (
        Change.objects.filter(dispatched_at__isnull=True).exists()
        or WorkflowRun.objects.filter(state__in=UNFINISHED).exists()
        or Job.objects.filter(state=JobState.RUNNING).exists()
    )


def main(most):
    """Kill one of four workers each second and start another, until everything is done."""
    began = time.monotonic()
    pids, kills = [worker() for _ in range(WORKERS)], 0
    while time.monotonic() - began < most and (kills == 0 or busy()):
        time.sleep(1)
        victim = random.randrange(WORKERS)
        end(pids[victim])
        pids[victim], kills = worker(), kills + 1
    for pid in pids:
        end(pid)
    sys.stdout.write(f"{kills} {time.monotonic() - began:.0f}\n")


def end(pid):
    """Kill a worker, whatever it is doing."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


if __name__ == "__main__":
    main(float(sys.argv[1]))
