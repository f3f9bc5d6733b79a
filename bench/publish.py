"""Publish many days of many providers through the stand-in and print what it took.

    python bench/publish.py [providers] [days] [share of days that differ, in percent]

The stand-in's directory has 22 providers that can be used; a run of 40 takes as much longer as it has more days.
"""

import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.databases import database_of_its_own, manage
from tests.sandbox_process import Sandbox
from tests.zocdoc_sync.timeslots.publishing.clinic import PLACES, clinic, later, look, publish, puts, start

USUAL = (len(PLACES), 150, 50)
MINUTE = timedelta(minutes=1)


def busiest_minute(entries):
    """Return the largest number of requests in any sliding minute."""
    times = sorted(datetime.fromisoformat(one["time"]) for one in entries)
    first = most = 0
    for last, at in enumerate(times):
        while times[first] <= at - MINUTE:
            first += 1
        most = max(most, last - first + 1)
    return most


def timed(label, days, work):
    """Do it, and print how long it took."""
    began = time.monotonic()
    work()
    took = time.monotonic() - began
    print(f"{label:8} {days:5} days {took:7.1f} s {days / took:6.1f} days/s")


class Runs:
    """Runs in one database, worked on by a process of the product a slice at a time."""

    def __init__(self, database):
        self.database = database

    def until(self, state):
        while look(self.database)["run"] != state:
            manage(self.database, "run_due_work", "--once")

    def until_sent(self):
        while "waiting" in look(self.database)["days"]:
            manage(self.database, "run_due_work", "--once")

    def make_same(self, first, days):
        """Publish some days beforehand."""
        start(self.database, first, days)
        self.until("ready")
        publish(self.database)
        self.until_sent()
        later(self.database)
        self.until("done")


def main(providers, days, share):
    """Measure a run of which a share of the days differs."""
    same = days * (100 - share) // 100
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sandbox = stack.enter_context(Sandbox().start(tmp_path=folder))
        runs = Runs(stack.enter_context(database_of_its_own(folder)))
        clinic(runs.database, sandbox, providers)
        first = datetime.now().astimezone().date() + timedelta(days=1)
        if same:
            runs.make_same(first, same)
        before, differing = len(puts(sandbox)), providers * (days - same)
        start(runs.database, first, days, key=2)
        timed("compare", providers * days, lambda: runs.until("ready"))
        publish(runs.database)
        timed("send", differing, runs.until_sent)
        later(runs.database)
        timed("see", differing, lambda: runs.until("done"))
        print(f"{len(puts(sandbox)) - before} sent, {differing} differ, of {providers * days}: {look(runs.database)}")
        print(f"busiest minute: {busiest_minute(puts(sandbox))} writes, {busiest_minute(sandbox.requests())} requests")


if __name__ == "__main__":
    main(*(int(word) for word in (*sys.argv[1:], *USUAL[len(sys.argv) - 1 :])))
