"""What happens to a worker under test: parts are killed, a job kills it, a second clock ticks, it is told to end."""

import os
import signal
import time
from contextlib import closing

from tests.databases import database_of_its_own
from tests.worker.installation import Installation, wait_for
from zocdoc_sync.enums import JobState
from zocdoc_sync.models import Job

GOES_ON_WITHIN, ENDS_WITHIN = 60, 30
JOBS, CLOCKED_JOBS, SCHEDULED = 6, 40, 10


def go_through(folder, story, **more):
    """Start a worker and return what came of each event of its story."""
    with database_of_its_own(folder) as url, closing(Installation(folder, url, **more)) as installation:
        installation.start()
        return {event: EVENTS.get(event, recover)(installation, event) for event in story}


def recover(installation, victim):
    """Kill, and return how long the due work took, the lines that were due, and those that were written."""
    installation.wait_until_whole()
    done = len(installation.lines())
    due = [f"{victim} {number}" for number in range(JOBS)]
    KILLS.get(victim, kill)(installation, victim)
    killed_at = time.monotonic()
    for line in due:
        installation.plan("test.note", line)
    if victim == "busy":
        due += ["slow"]
    wait_for(lambda: set(due) <= set(installation.lines()), 2 * GOES_ON_WITHIN, installation.complaint)
    return time.monotonic() - killed_at, due, [line for line in installation.lines()[done:] if line != "whole"]


def kill(installation, victim):
    for pid in installation.parts()[victim]:
        os.kill(pid, signal.SIGKILL)


def kill_busy(installation, victim):
    os.kill(start_slow(installation, "slow"), signal.SIGKILL)


def kill_supervisor(installation, victim):
    installation.supervisor.kill()
    wait_for(lambda: not installation.processes(), 5, installation.complaint)
    installation.supervisor.wait()
    installation.supervisor = installation.run("run_worker")


def start_slow(installation, line):
    """Return the process that runs a slow job."""
    before = len(installation.lines("started"))
    installation.plan("test.slow", line)
    started = wait_for(lambda: installation.lines("started")[before:], 30, installation.complaint)
    return int(started[0])


def poison(installation, event):
    """Return how many workers the job killed, and the jobs in the end."""
    jobs = [installation.plan("test.poison", "never", max_attempts=2)]
    jobs += [installation.plan("test.note", f"after the poison {number}") for number in range(JOBS)]
    wait_for(lambda: installation.job(jobs[0]).state == JobState.PARKED, 120, installation.complaint)
    return len(installation.lines("poisoned")), [installation.job(pk) for pk in jobs]


def second_clock(installation, event):
    """Return the lines of single jobs, how often the scheduled one was written, and when it was planned."""
    second = installation.run("run_worker", "--part", "ticker")
    for number in range(CLOCKED_JOBS):
        installation.plan("test.note", f"clocked {number}")
    wait_for(lambda: installation.lines().count("scheduled") >= SCHEDULED, 60, installation.complaint)
    second.terminate()
    installation.supervisor.terminate()
    second.wait(ENDS_WITHIN)
    installation.supervisor.wait(ENDS_WITHIN)
    jobs = Job.objects.using(installation.alias).filter(key="schedule:note", state=JobState.DONE)
    single = [line for line in installation.lines() if line.startswith("clocked")]
    planned = list(jobs.order_by("created_at").values_list("created_at", flat=True))
    return single, installation.lines().count("scheduled"), planned


def end(installation, way):
    """Return the exit status, the processes that were left behind, the states of all jobs, and the last line."""
    installation.wait_until_whole()
    WAYS[way](installation)
    status = installation.supervisor.wait(ENDS_WITHIN)
    states = set(Job.objects.using(installation.alias).values_list("state", flat=True))
    return status, installation.processes(), states, installation.lines()[-1]


def terminate_at_work(installation):
    start_slow(installation, "slow to the end")
    installation.supervisor.terminate()


KILLS = {"busy": kill_busy, "supervisor": kill_supervisor}
WAYS = {
    "SIGTERM": lambda installation: installation.supervisor.terminate(),
    "SIGTERM to the group": lambda installation: os.killpg(installation.supervisor.pid, signal.SIGTERM),
    "Ctrl-C": lambda installation: os.killpg(installation.supervisor.pid, signal.SIGINT),
    "SIGTERM at work": terminate_at_work,
}
EVENTS = {"poison": poison, "second clock": second_clock} | dict.fromkeys(WAYS, end)
