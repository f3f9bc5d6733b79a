"""The process that reads is killed at several points: the next one loses nothing, doubles nothing, invents nothing."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.databases import ROOT, database_of_its_own, environment, execute, manage

pytestmark = pytest.mark.slow

CONNECT = """
from tests.zocdoc_sync import factories
factories.sandbox_connection({url!r}, name="Riverbend")
"""
LOOK = """
import json
from django.db.models import Count
from zocdoc_sync.models import Appointment, Change, SyncCursor, SyncRun
print(json.dumps({
    "ids": sorted(Appointment.objects.values_list("zocdoc_id", flat=True)),
    "changes": dict(Change.objects.values_list("kind").annotate(n=Count("pk"))),
    "seeded": SyncCursor.objects.filter(seeded_at__isnull=False).count(),
    "runs": list(SyncRun.objects.order_by("pk").values_list("state", "error_code")),
}))
"""
# What time does by itself: the lease of a dead process ends.
A_MINUTE_LATER = "UPDATE zocdoc_sync_lease SET expires_at = '1970-01-01 00:00:00+00:00'"


@pytest.fixture
def database(tmp_path):
    with database_of_its_own(tmp_path) as url:
        yield url


def shell(database, code):
    return manage(database, "shell", "-v0", "-c", code)


def lists(sandbox):
    return sum(one["operationId"] == "getAppointments" for one in sandbox.requests())


def kill_after(database, sandbox, requests):
    """Start a sync, kill it when it has asked for so many pages, and let its lease end."""
    target = lists(sandbox) + requests
    process = subprocess.Popen(
        [sys.executable, "manage.py", "zocdoc_sync", "appointments"],
        cwd=ROOT,
        env=environment(database),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 40
    while lists(sandbox) < target:
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    execute(database, A_MINUTE_LATER)


def test_a_killed_sync_loses_and_doubles_nothing(database, sandbox):
    shell(database, CONNECT.format(url=sandbox.url))
    first = sandbox.generate(count=4500, same_instant=1100, days_back=30, status="confirmed")
    for requests in (1, 26, 30):
        kill_after(database, sandbox, requests)
    manage(database, "zocdoc_sync", "appointments")
    seed = json.loads(shell(database, LOOK))
    assert (seed["ids"], seed["changes"], seed["seeded"]) == (sorted(first), {}, 1)

    later = sandbox.generate(count=3000, days_back=0.0005, status="pending_booking")
    for one in first[:7]:
        sandbox.control("PATCH", f"appointments/{one}", {"appointment_status": "no_show", "notify": False})
    for requests in (2, 24):
        kill_after(database, sandbox, requests)
    manage(database, "zocdoc_sync", "appointments")
    manage(database, "zocdoc_sync", "appointments")
    after = json.loads(shell(database, LOOK))
    assert after["ids"] == sorted(first + later)
    assert after["changes"] == {"booked": 3000, "no_show": 7}
    killed, done = ["failed", "abandoned"], ["done", ""]
    assert after["runs"] == [killed, killed, killed, done, killed, killed, done, done]
