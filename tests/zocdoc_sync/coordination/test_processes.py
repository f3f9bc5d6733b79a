"""The budget and the leases among real processes on one database."""

import json
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest

from tests.databases import ROOT, database_of_its_own, environment
from zocdoc_sync.coordination.budget import Rate

pytestmark = pytest.mark.slow

TAKERS, HOLDERS, SECONDS, LIMIT = 4, 8, 5, 1200
# A grant is noted after its update; the processes are interrupted in between.
NOTED_LATE_MS = 400

TAKE = """
import json, sys, time
import django; django.setup()
from zocdoc_sync.coordination.budget import SharedBudget
from zocdoc_sync.errors import BudgetExhausted
start, seconds, limit = float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
shared, times = SharedBudget("shared", reads_per_minute=limit), []
time.sleep(max(0, start - time.time()))
end = time.monotonic() + seconds
try:
    while True:
        shared.take("read", end)
        times.append(time.time_ns() // 1_000_000)
except BudgetExhausted:
    print(json.dumps(times))
"""
HOLD = """
import os, sys, time
import django; django.setup()
from django.utils import timezone
from zocdoc_sync.coordination.leases import acquire, release
start, seconds, place = float(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
time.sleep(max(0, start - time.time()))
end, fences = time.monotonic() + seconds, []
while time.monotonic() < end:
    held = acquire("one", seconds=60, now=timezone.now())
    if held is None:
        time.sleep(0.002)
        continue
    os.close(os.open(place, os.O_CREAT | os.O_EXCL))
    fences.append(held.fence)
    time.sleep(0.005)
    os.unlink(place)
    release(held)
    time.sleep(0.005)
print(fences)
"""


def together(processes, tmp_path, code, *words):
    with database_of_its_own(tmp_path) as url, ExitStack() as stack:
        start = time.time() + processes
        run = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", code, str(start), *map(str, words)],
                    cwd=ROOT,
                    env=environment(url, DJANGO_SETTINGS_MODULE="config.settings"),
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(processes)
        ]
        said = [process.communicate(timeout=60)[0] for process in run]
        assert [process.returncode for process in run] == [0] * processes
    return [json.loads(one) for one in said]


def test_processes_share_one_budget_and_none_starves(tmp_path):
    told = together(TAKERS, tmp_path, TAKE, SECONDS, LIMIT)
    rate, times = Rate.per_minute(LIMIT), sorted(one for times in told for one in times)
    burst = rate.burst_ms // rate.interval_ms + 1
    allowed = [
        burst + (times[-1] - first + NOTED_LATE_MS) // rate.interval_ms - len(times[number:])
        for number, first in enumerate(times)
    ]
    assert min(allowed) >= 0
    assert len(times) >= SECONDS * LIMIT / 60 * 0.8
    assert min(len(times) for times in told) >= len(times) / TAKERS / 3


def test_one_process_holds_a_lease_at_any_time_and_each_holder_has_a_higher_fence(tmp_path):
    told = together(HOLDERS, tmp_path, HOLD, 3, tmp_path / "held")
    fences = [fence for one in told for fence in one]
    assert sorted(fences) == list(range(1, len(fences) + 1))
    assert len([one for one in told if one]) > 1
