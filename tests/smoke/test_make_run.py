"""The first thing a stranger does: `make run`, log in, confirm an appointment."""

import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 120
SYNCED_WITHIN = 60

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("processes")]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, seconds, every=0.5):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(every)
    return None


class Demo:
    """`make run` on free ports with databases of its own."""

    def __init__(self, folder):
        self.web = f"http://127.0.0.1:{(port := free_port())}"
        self.sandbox = f"http://127.0.0.1:{(sandbox_port := free_port())}"
        self.output = folder / "output.txt"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "MAKE", "PYTEST_"))}
        inherited.pop("LOCAL_ZOCDOC_URL", None)
        env = inherited | {
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "SANDBOX_DATABASE": str(folder / "sandbox.sqlite3"),
        }
        words = ["make", "run", f"PORT={port}", f"SANDBOX_PORT={sandbox_port}"]
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                words, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        self.session = requests.Session()

    def said(self):
        return self.output.read_text()

    def alive(self):
        if self.process.poll() is not None:
            pytest.fail(f"make run ended by itself:\n{self.said()}")
        try:
            return requests.get(f"{self.web}/healthz", timeout=2).ok
        except requests.RequestException:
            return False

    def get(self, path):
        answer = self.session.get(self.web + path, timeout=10)
        answer.raise_for_status()
        return answer.text

    def post(self, path, data):
        data = {"csrfmiddlewaretoken": self.session.cookies["csrftoken"], **data}
        answer = self.session.post(self.web + path, data=data, headers={"Referer": self.web + path}, timeout=30)
        answer.raise_for_status()
        return answer

    def stop(self):
        """Press Ctrl-C, as a terminal would: the whole foreground group gets it."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(30)

    def left_behind(self):
        listing = subprocess.run(["ps", "-eo", "pid=,sess=,args="], capture_output=True, text=True, check=True)
        ours = (self.web.rsplit(":")[-1], self.sandbox.rsplit(":")[-1])
        return [line for line in listing.stdout.splitlines() if any(port in line.split() for port in ours)]


@pytest.fixture
def demo(tmp_path):
    started = Demo(tmp_path)
    yield started
    if started.process.poll() is None:
        os.killpg(started.process.pid, signal.SIGKILL)
        started.process.wait(10)


def log_in(demo):
    login, password = re.search(r"Log in as +(\S+) / (\S+)", demo.said()).groups()
    demo.get("/admin/login/")
    demo.post("/admin/login/", {"username": login, "password": password, "next": "/admin/"})
    assert "sessionid" in demo.session.cookies


def pending_one(demo):
    """Return the address of the form that confirms the first appointment of the worklist."""
    found = re.search(r"appointment/(\d+)/do/confirm/", demo.get("/admin/"))
    return found and f"/admin/zocdoc_sync/appointment/{found.group(1)}/do/confirm/"


def hidden_fields(page):
    inputs = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page)
    pairs = [(re.search(r'name="([^"]+)"', one), re.search(r'value="([^"]*)"', one)) for one in inputs]
    return {name.group(1): value.group(1) if value else "" for name, value in pairs if name}


def confirmed_upstream(demo):
    effects = requests.get(f"{demo.sandbox}/_control/effects", timeout=10).json()["effects"]
    return [row for row in effects if row["operation"] == "confirmAppointment"]


def test_make_run_shows_a_living_clinic_and_confirms_an_appointment_at_zocdoc(demo):
    assert wait_for(demo.alive, READY_WITHIN), demo.said()
    assert wait_for(lambda: demo.web in demo.said() and "Log in as" in demo.said(), 10), demo.said()
    log_in(demo)
    address = wait_for(lambda: pending_one(demo), SYNCED_WITHIN)
    assert address, "no appointment to confirm was synced"
    assert confirmed_upstream(demo) == []

    form = demo.get(address)
    answer = demo.post(address, hidden_fields(form))

    assert answer.status_code == 200
    effects = confirmed_upstream(demo)
    assert len(effects) == 1
    state = requests.get(f"{demo.sandbox}/_control/appointments/{effects[0]['appointment_id']}", timeout=10).json()
    assert state["appointment_status"] == "confirmed"
    assert demo.stop() in {0, 2, -signal.SIGINT}
    assert wait_for(lambda: not demo.left_behind(), 10), demo.left_behind()
