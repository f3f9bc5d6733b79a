"""Publish many days of many providers through the stand-in and print what it took.

    python bench/publish.py [providers] [days] [share of days that differ, in percent] [--kill-every SECONDS]

The whole run of 40 providers and 150 days takes about 25 minutes: Zocdoc's rate limits are kept.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.databases import ROOT, database_of_its_own, environment, manage
from tests.sandbox_process import Sandbox
from tests.zocdoc_sync.timeslots.publishing.clinic import clinic, invented, later, look, publish, puts, start

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
    print(f"{label:8} {days:5} days {took:7.1f} s {days / took:6.1f} days/s", flush=True)


class Runs:
    """Runs in one database, worked on by processes of the product, each killed after some seconds if it is to be."""

    def __init__(self, database, kill_every):
        self.database, self.kill_every, self.killed = database, kill_every, 0

    def work(self):
        """Let one process do what is due, to its end or to its death."""
        if not self.kill_every:
            manage(self.database, "run_due_work", "--once")
            return
        command = [sys.executable, "manage.py", "run_due_work"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment(self.database), stdout=subprocess.DEVNULL)
        try:
            process.wait(self.kill_every)
            time.sleep(1)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            self.killed += 1

    def until(self, state):
        while look(self.database)["run"] != state:
            self.work()

    def until_sent(self):
        while {"waiting", "sending"} & look(self.database)["days"].keys():
            self.work()

    def make_same(self, first, days):
        """Publish some days beforehand."""
        start(self.database, first, days)
        self.until("ready")
        publish(self.database)
        self.until_sent()
        later(self.database)
        self.until("done")


def main(providers, days, share, kill_every):
    """Measure a run of which a share of the days differs."""
    same = days * (100 - share) // 100
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        options = ("--more-providers", str(invented(providers))) if invented(providers) else ()
        sandbox = stack.enter_context(Sandbox().start(tmp_path=folder, options=options))
        runs = Runs(stack.enter_context(database_of_its_own(folder)), 0)
        clinic(runs.database, sandbox, providers)
        first = datetime.now().astimezone().date() + timedelta(days=1)
        if same:
            timed("before", providers * same, lambda: runs.make_same(first, same))
        before, differing = len(puts(sandbox)), providers * (days - same)
        start(runs.database, first, days, key=2)
        runs.kill_every = kill_every
        timed("compare", providers * days, lambda: runs.until("ready"))
        publish(runs.database)
        timed("send", differing, runs.until_sent)
        timed("see", differing, lambda: runs.until("done"))
        sent = puts(sandbox)
        print(f"{len(sent) - before} sent, {differing} differ, of {providers * days}: {look(runs.database)}")
        print(f"{runs.killed} processes killed on the way")
        print(f"busiest minute: {busiest_minute(sent)} writes, {busiest_minute(sandbox.requests())} requests")


def options():
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Publish many days of many providers through the stand-in.")
    parser.add_argument("providers", nargs="?", type=int, default=40)
    parser.add_argument("days", nargs="?", type=int, default=150)
    parser.add_argument("share", nargs="?", type=int, default=90, help="of the days, in percent, that differ")
    parser.add_argument("--kill-every", type=int, default=0, metavar="SECONDS", help="kill each process after so long")
    return parser.parse_args()


if __name__ == "__main__":
    main(**vars(options()))
