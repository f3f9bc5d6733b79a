"""The stand-in for Zocdoc as a process of its own, for tests."""

import os
import subprocess
import sys
import time
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[1]
READY_WITHIN = 20
TIMEOUT = 60
DEMO_SECRET = "demo-secret"
LEFT_OUT = ("DJANGO_", "PYTEST_", "SANDBOX_")


class Sandbox:
    """Start it, steer it by `control`, read its logs, stop it; also a context manager."""

    def __init__(self):
        self.process = None
        self.url = ""
        self.session = requests.Session()
        self.session.trust_env = False

    def start(self, seed="empty", live=False, tmp_path=None, options=()):
        """Start with a database in `tmp_path` and return when the port is open."""
        folder = Path(tmp_path)
        port_file = folder / "sandbox.port"
        port_file.unlink(missing_ok=True)
        command = [sys.executable, "-m", "zocdoc_sandbox", "0", "--seed", seed, "--port-file", str(port_file)]
        command += ["--database", str(folder / "sandbox.sqlite3"), *(["--live"] if live else []), *options]
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
        with (folder / "sandbox.err").open("w") as errors:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=inherited, stdout=subprocess.PIPE, stderr=errors, text=True
            )
        self._wait(port_file, folder / "sandbox.err")
        return self

    def _wait(self, port_file, errors):
        deadline = time.monotonic() + READY_WITHIN
        while not port_file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"The stand-in did not start:\n{errors.read_text()}")
            time.sleep(0.02)
        self.url = f"http://127.0.0.1:{port_file.read_text()}"

    def control(self, method, path, json=None):
        """Call the control interface, such as ("POST", "clock", {"offset_seconds": 60}), and return its JSON."""
        address = f"{self.url}/_control/{path.removeprefix('/_control/').lstrip('/')}"
        answer = self.session.request(method, address, json=json, timeout=TIMEOUT)
        if not answer.ok:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json()

    def requests(self, since=0):
        """Return the log of requests, oldest first."""
        return self.control("GET", f"requests?since={since}")["requests"]

    def effects(self, since=0):
        """Return the log of committed effects, oldest first."""
        return self.control("GET", f"effects?since={since}")["effects"]

    def faults(self, rules):
        """Put faults in force; an empty list ends all."""
        if not rules:
            return self.control("DELETE", "faults")
        return self.control("POST", "faults", rules)

    def reset(self, seed="empty"):
        """Start again from a seed, with empty logs and no faults."""
        return self.control("POST", "reset", {"seed": seed})

    def appointments(self, *fields):
        """Create appointments with the given fields and return their ids."""
        return self.control("POST", "appointments", list(fields))["appointment_ids"]

    def generate(self, **settings):
        """Create many appointments at once and return their ids."""
        return self.control("POST", "appointments", {"generate": settings})["appointment_ids"]

    def appointment(self, appointment_id):
        """Return an appointment as it is stored."""
        return self.control("GET", f"appointments/{appointment_id}")

    def token(self, client_id="demo-clinic", secret=None, audience=None):
        """Return an access token of a client."""
        body = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": secret or DEMO_SECRET,
            "audience": f"{self.url}/" if audience is None else audience,
        }
        answer = self.session.post(f"{self.url}/oauth/token", data=body, timeout=TIMEOUT)
        answer.raise_for_status()
        return answer.json()["access_token"]

    def stop(self):
        """End it with SIGTERM and return its exit status; harmless when it is not running."""
        self.session.close()
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.stdout.close()
        return self.process.wait(5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
