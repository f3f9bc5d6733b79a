"""The stand-in as a process: how it starts, lives and ends."""

import os
import signal
import subprocess
import sys
import time

import pytest
import requests

from tests.sandbox_process import ROOT, Sandbox
from tests.zocdoc_sandbox.conftest import Api

WAIT = 30


def wait_for(what, seconds=WAIT):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.05)
    return None


@pytest.fixture
def own(tmp_path):
    sandbox = Sandbox()
    yield lambda **options: sandbox.start(tmp_path=tmp_path, **options)
    sandbox.stop()


def test_it_says_one_line_and_ends_cleanly_when_told_to(own):
    sandbox = own()
    began = time.monotonic()
    sandbox.process.send_signal(signal.SIGTERM)
    said, _ = sandbox.process.communicate(timeout=WAIT)
    assert said == f"Zocdoc stand-in on {sandbox.url}\n"
    assert sandbox.process.returncode == 0
    assert time.monotonic() - began < 2


def test_it_ends_in_time_while_an_answer_is_still_held_back(own):
    sandbox = own()
    sandbox.faults([{"operation": "token", "kind": "delay", "seconds": 30}])
    with pytest.raises(requests.RequestException):
        requests.post(f"{sandbox.url}/oauth/token", data={}, timeout=0.3)
    began = time.monotonic()
    sandbox.process.send_signal(signal.SIGINT)
    assert sandbox.process.wait(WAIT) == 0
    assert time.monotonic() - began < 2


def test_a_port_that_is_taken_is_one_sentence_and_a_failure(sandbox, tmp_path):
    port = sandbox.url.rpartition(":")[2]
    command = [sys.executable, "-m", "zocdoc_sandbox", port, "--database", str(tmp_path / "second.sqlite3")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=WAIT, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Port {port} cannot be opened: Address already in use\n"


def test_its_data_outlive_it_and_a_seed_is_planted_only_once(own):
    sandbox = own(seed="clinic")
    api = Api(sandbox)
    row = api.get("/v1/appointments", statuses="pending_booking").json()["data"][0]["appointment_id"]
    api.act("confirm", row)
    assert sandbox.stop() == 0
    again = own(seed="clinic")
    assert again.appointment(row)["appointment_status"] == "confirmed"
    assert again.control("GET", "state")["appointments"] == 120


def test_a_living_clinic_gets_bookings_by_itself(own):
    sandbox = own(seed="clinic", live=True)
    before = sandbox.control("GET", "state")
    cancelled = before["statuses"]["cancelled"]
    sandbox.control("POST", "switches", {"live_beat": 0.1})
    assert wait_for(lambda: sandbox.control("GET", "state")["appointments"] >= before["appointments"] + 3)
    assert wait_for(lambda: sandbox.control("GET", "state")["statuses"]["cancelled"] > cancelled)


def test_while_many_bookings_wait_patients_book_where_nobody_has_to_answer(own):
    sandbox = own(seed="clinic", live=True)
    sandbox.generate(count=30, status="pending_booking")
    before = sandbox.control("GET", "state")
    sandbox.control("POST", "switches", {"live_beat": 0.1})
    assert wait_for(lambda: sandbox.control("GET", "state")["appointments"] >= before["appointments"] + 5)
    assert sandbox.control("GET", "state")["statuses"]["pending_booking"] <= before["statuses"]["pending_booking"]


def test_a_clinic_that_lives_on_publishes_new_days(own):
    sandbox = own(seed="clinic", live=True)
    before = sandbox.control("GET", "state")["calendar_days"]
    sandbox.control("POST", "clock", {"offset_seconds": 40 * 24 * 3600})
    sandbox.control("POST", "switches", {"live_beat": 0.1})
    assert wait_for(lambda: sandbox.control("GET", "state")["calendar_days"] >= 2 * before - 12)
    assert wait_for(lambda: sandbox.control("GET", "state")["appointments"] > 120)


def test_a_receiver_can_be_named_at_the_start_with_its_key(own):
    sandbox = own(options=("--webhook-url", "http://127.0.0.1:9/hook", "--webhook-key", "a2V5"))
    assert sandbox.control("GET", "state")["receivers"] == 1


def test_a_receiver_without_a_key_is_refused(own):
    with pytest.raises(RuntimeError, match="go together"):
        own(options=("--webhook-url", "http://127.0.0.1:9/hook"))


def test_the_command_starts_it_apart_from_the_product(tmp_path):
    port_file = tmp_path / "port"
    command = [sys.executable, "manage.py", "run_sandbox", "0", "--seed", "empty", "--port-file", str(port_file)]
    command += ["--database", str(tmp_path / "own.sqlite3")]
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'product.sqlite3'}"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert wait_for(port_file.exists)
            url = f"http://127.0.0.1:{port_file.read_text()}"
            assert requests.get(f"{url}/_control/state", timeout=WAIT).json()["clients"] == 2
            assert (tmp_path / "own.sqlite3").exists()
            assert not (tmp_path / "product.sqlite3").exists()
        finally:
            process.terminate()
        assert process.wait(WAIT) == 0


def test_twenty_thousand_appointments_are_served_fast_enough_for_a_full_sync(sandbox):
    sandbox.control("POST", "rate_limits", {"off": True})
    sandbox.generate(count=20_000, same_instant=1500)
    api = Api(sandbox)
    query = {"page_size": 100, "sort_by": "last_modified_time_utc", "sort_direction": "ascending"}
    began = time.monotonic()
    for number in range(40):
        assert len(api.get("/v1/appointments", page=number % 10, **query).json()["data"]) == 100
    # A loose bound, for a busy machine: 80 pages a second is the rule, 20 would still not hold a sync back.
    assert time.monotonic() - began < 2
