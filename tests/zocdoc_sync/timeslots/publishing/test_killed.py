"""The process that publishes is killed at several points: the next one repeats no put and leaves no day out."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.databases import ROOT, database_of_its_own, environment, manage
from tests.zocdoc_sync.timeslots.days import DAY
from tests.zocdoc_sync.timeslots.publishing.clinic import clinic, later, look, publish, puts, start

# Nine processes of the product start one after another.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
PROVIDERS, DAYS, ALREADY = 2, 14, 2
MOST_MINUTES = 20


@pytest.fixture
def database(tmp_path):
    with database_of_its_own(tmp_path) as url:
        yield url


def kill_after(database, sandbox, count):
    """Let a worker publish, and kill it when so many days have been sent in all."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_due_work"],
        cwd=ROOT, env=environment(database), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + 40
    while len(puts(sandbox)) < count:
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    later(database)


def finished(database):
    """Let minutes go by: a day that was to be sent when the process died is looked at three times before it is sent."""
    for _ in range(MOST_MINUTES):
        manage(database, "run_due_work")
        if look(database)["run"] == "done":
            return
        later(database)


def published(database):
    manage(database, "run_due_work")
    publish(database)
    finished(database)


def test_a_killed_run_sends_only_days_that_differ_and_each_once(database, sandbox):
    clinic(database, sandbox, PROVIDERS)
    start(database, DAY, ALREADY)
    published(database)
    assert (look(database), len(puts(sandbox))) == (
        {"run": "done", "days": {"verified": PROVIDERS * ALREADY}},
        PROVIDERS * ALREADY,
    )

    start(database, DAY, DAYS, key=2)
    manage(database, "run_due_work")
    same, differing = PROVIDERS * ALREADY, PROVIDERS * (DAYS - ALREADY)
    assert look(database) == {"run": "ready", "days": {"same": same, "waiting": differing}}
    assert len(puts(sandbox)) == PROVIDERS * ALREADY
    publish(database)
    for count in (2, 9, 17):
        kill_after(database, sandbox, PROVIDERS * ALREADY + count)
    finished(database)
    assert look(database) == {"run": "done", "days": {"same": same, "verified": differing}}
    assert len(puts(sandbox)) == PROVIDERS * DAYS
