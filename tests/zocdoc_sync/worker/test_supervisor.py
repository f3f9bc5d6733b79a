import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import OperationalError

from zocdoc_sync.jobs.beats import SUPERVISOR, last_beat
from zocdoc_sync.worker import supervisor as module
from zocdoc_sync.worker.children import Child, ChildSpec
from zocdoc_sync.worker.supervisor import Supervisor

pytestmark = pytest.mark.django_db

STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if pid := os.fork():
    open(sys.argv[1], "w").write(f"{pid}.")
time.sleep(60)
"""


def python(code, name="part", **fields):
    return ChildSpec(name, (sys.executable, "-c", code), **fields)


@pytest.fixture
def queue(monkeypatch):
    """Catch canaries; `waits` is how much waits in the queue."""
    caught = {"canaries": 0, "waits": 0}

    def send():
        caught["canaries"] += 1

    monkeypatch.setattr(module, "send_canary", send)
    monkeypatch.setattr(module, "waiting", lambda now: caught["waits"])
    monkeypatch.setattr(module, "CANARY_SECONDS", 0.0)
    # The test's own transaction is on this connection.
    monkeypatch.setattr(module, "close_old_connections", lambda: None)
    return caught


@pytest.fixture
def supervise():
    """Make supervisors that leave no child behind."""
    made = []

    def making(*specs):
        made.append(Supervisor(specs))
        return made[-1]

    yield making
    for one in made:
        one._end_all()


def pids(supervisor):
    return [child.pid for child in supervisor._children.values()]


def alive(pid):
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def until(look, seconds=10):
    end = time.monotonic() + seconds
    while not look() and time.monotonic() < end:
        time.sleep(0.02)
    assert look()


def test_a_child_that_ended_is_started_again_after_a_growing_pause(queue, supervise, monkeypatch):
    pauses = []
    monkeypatch.setattr(module.log, "warning", lambda _text, _name, _why, pause: pauses.append(pause))
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(module, "LONGEST_PAUSE", 0.1)
    watched = supervise(python("pass"))

    def looked():
        watched.look()
        return len(pauses) == 4

    until(looked)
    assert pauses == [0.04, 0.08, 0.1, 0.1]


def test_a_child_that_ran_for_long_is_started_again_soon(queue, supervise, monkeypatch):
    monkeypatch.setattr(module, "STEADY_SECONDS", 0.0)
    watched = supervise(python("pass"))
    until(lambda: watched.look() or watched._again_at["part"] > 0)
    assert watched._pauses["part"] == module.FIRST_PAUSE


def test_a_stuck_child_is_killed_with_its_whole_group(queue, supervise, monkeypatch):
    monkeypatch.setattr(module, "is_stuck", lambda spec, **_: spec.name == "stuck")
    watched = supervise(python("import time; time.sleep(60)", "stuck"), python("import time; time.sleep(60)", "well"))
    watched._canary_at = time.monotonic() + 60
    watched.look()
    stuck, well = pids(watched)
    watched._canary_at = 0.0
    watched.look()
    assert (alive(stuck), alive(well)) == (False, True)


def test_nobody_is_judged_by_signs_that_the_database_did_not_take(queue, supervise, monkeypatch):
    watched_for = []
    monkeypatch.setattr(module, "is_stuck", lambda spec, *, running_for, now: watched_for.append(running_for))
    watched = supervise(python("import time; time.sleep(60)"))
    watched.look()
    time.sleep(0.3)
    with monkeypatch.context() as broken:

        def fails(*_known, **_also):
            raise OperationalError("locked")

        broken.setattr(module, "beat", fails)
        watched.look()
    watched.look()
    assert watched_for[0] < 0.3
    assert len(watched_for) == 2
    assert watched_for[1] < 0.3


def test_a_canary_is_sent_only_when_nothing_else_waits(queue, supervise):
    watched = supervise()
    watched.look()
    queue["waits"] = 1
    watched.look()
    assert queue["canaries"] == 1
    assert last_beat(SUPERVISOR) is not None


def test_a_signal_ends_the_children_and_then_the_supervisor(queue, supervise, monkeypatch):
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    watched = supervise(python("import time; time.sleep(60)"))
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
    try:
        watched.run()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert [alive(pid) for pid in pids(watched)] == [False]


def test_a_child_that_does_not_end_in_time_is_killed_with_what_it_started(tmp_path):
    noted = tmp_path / "pid"
    child = Child(ChildSpec("part", (sys.executable, "-c", STUBBORN, str(noted))))
    until(lambda: noted.exists() and noted.read_text().endswith("."))
    grandchild = int(noted.read_text().rstrip("."))
    child.ask_to_end()
    child.end(time.monotonic() + 0.2)
    assert child.ended()
    until(lambda: not alive(grandchild))
