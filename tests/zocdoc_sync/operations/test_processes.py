"""Several processes on one database, and processes that are killed: the stand-in counts what reached it."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.databases import ROOT, database_of_its_own, environment
from tests.zocdoc_sync.operations.standin import effects, sent

pytestmark = pytest.mark.slow
MAIN = "import django; django.setup(); from tests.zocdoc_sync.operations.performer import main; main()"


@pytest.fixture
def database(tmp_path):
    with database_of_its_own(tmp_path) as url:
        yield url


@pytest.fixture
def start(database):
    """Start a performer, and leave none behind."""
    started = []

    def starting(*words):
        process = subprocess.Popen(
            [sys.executable, "-c", MAIN, *words],
            cwd=ROOT,
            env=environment(database, DJANGO_SETTINGS_MODULE="config.settings"),
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield starting
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def run(start):
    def running(*words):
        return said(start(*words))

    return running


def said(process):
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return json.loads(output)


def until(holds):
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def zocdoc_id(sandbox, run):
    (made,) = sandbox.appointments({"appointment_status": "pending_booking"})
    run("connect", sandbox.url, made)
    return made


def kill(process):
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def test_two_processes_with_one_key_send_once_and_tell_the_same(sandbox, start, zocdoc_id):
    sandbox.faults([{"operation": "confirmAppointment", "kind": "delay", "seconds": 1, "times": 1}])
    both = [start("change", "confirmAppointment", zocdoc_id, "form-1") for _ in range(2)]

    first, second = [said(process) for process in both]

    assert first == second
    assert first["state"] == "confirmed"
    assert sent(sandbox, "confirmAppointment") == 1


def test_of_two_people_on_one_appointment_the_second_is_told_what_the_first_did(sandbox, start, zocdoc_id):
    sandbox.faults([{"operation": "confirmAppointment", "kind": "delay", "seconds": 1, "times": 1}])
    both = [start("change", "confirmAppointment", zocdoc_id) for _ in range(2)]

    answers = [said(process) for process in both]

    refused = [answer["refused"] for answer in answers if "refused" in answer]
    assert refused == ["The appointment is confirmed: “Confirm appointment” is not possible then."]
    assert sorted(answer.get("state", "") for answer in answers) == ["", "confirmed"]
    assert sent(sandbox, "confirmAppointment") == 1


def test_of_two_people_who_book_one_time_at_once_one_books_and_the_other_is_told(sandbox, start, run):
    sandbox.reset("clinic")
    run("connect", sandbox.url)
    place, reason, time_ = run("free")
    sandbox.faults([{"operation": "createAppointment", "kind": "delay", "seconds": 1, "times": 1}])
    both = [start("book", place, reason, time_, name) for name in ("Ana", "Ben")]

    answers = [said(process) for process in both]

    assert sorted(answer.get("state", "") for answer in answers) == ["", "confirmed"]
    (told,) = [answer["refused"] for answer in answers if "refused" in answer]
    assert told.endswith("has booked this time already: choose another one.")
    assert (effects(sandbox), sent(sandbox, "createAppointment")) == (["createAppointment"], 1)


def test_a_process_killed_after_the_bytes_left_is_settled_by_reading_back(sandbox, start, run, zocdoc_id):
    sandbox.faults([{"operation": "confirmAppointment", "kind": "delay", "seconds": 20, "times": 1}])
    process = start("change", "confirmAppointment", zocdoc_id)
    until(lambda: effects(sandbox) == ["confirmAppointment"])

    kill(process)

    assert run("states") == ["sending"]
    assert run("three_minutes_later") == ["reconciled"]
    assert sent(sandbox, "confirmAppointment") == 1


def test_a_process_killed_before_the_bytes_left_sent_nothing_and_the_job_sends_it_once(sandbox, start, run, zocdoc_id):
    planned = run("plan", "confirmAppointment", zocdoc_id)
    read_once = sent(sandbox, "getAppointment")
    sandbox.faults([{"operation": "getAppointment", "kind": "delay", "seconds": 20, "times": 1}])
    # A minute later the mirrored row is read again first, and there the process is held.
    process = start("send", planned, "1")
    until(lambda: sent(sandbox, "getAppointment") == read_once + 1)

    kill(process)

    assert run("states") == ["planned"]
    assert effects(sandbox) == []
    # The dead process's lease has run out by then.
    assert run("send", planned, "4") == "confirmed"
    assert run("send", planned, "4") == "confirmed"
    assert sent(sandbox, "confirmAppointment") == 1
