"""Webhooks while a sync writes, and the time from an arrived webhook to the first request of a workflow.

    python bench/webhooks.py [DELIVERIES] [SECONDS] [APPOINTMENTS]

It makes a database of its own beside the one in DATABASE_URL, and starts the product's web server, its worker and the
stand-in for Zocdoc as they run in production.
"""

# ruff: noqa: E402 (a script: its imports follow the start of Django)

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

import requests
from django.contrib.auth.models import User
from django.db import connection as database
from django.utils import timezone

from tests.databases import ROOT, database_of_its_own, default_database, environment
from tests.sandbox_process import Sandbox
from tests.workflows_app.factories import workflow
from tests.zocdoc_sync.factories import sandbox_connection
from tests.zocdoc_sync.webhooks.deliveries import KEY, address_of, body_about, keyed, signed
from workflows_app.enums import TriggerKind
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.models import Connection, WebhookEvent
from zocdoc_sync.sync.appointments import sync_appointments

SENDERS, CHANGES, PATIENCE = 8, 30, 60
READ = "getAppointmentParticipants"


def percentile(values, share):
    """Return the value that so large a share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def free_port():
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(words, around):
    """Run one of the product's processes meanwhile."""
    process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=around, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(40)


@contextmanager
def web(around):
    """Run the web server as deploy/ does, and yield its address."""
    port = free_port()
    words = ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    words += ["--workers", "2", "--threads", "4", "--log-level", "error", "--no-control-socket"]
    with running(words, around):
        until(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        yield f"http://127.0.0.1:{port}"


def answers(address):
    """Tell whether a server answers."""
    try:
        return requests.get(address, timeout=5).ok
    except requests.RequestException:
        return False


def until(look):
    """Wait until it is so."""
    end = time.monotonic() + PATIENCE
    while not (found := look()):
        if time.monotonic() > end:
            raise SystemExit("It took too long.")
        time.sleep(0.05)
    return found


class Burst:
    """So many deliveries, spread evenly over so many seconds, by eight senders."""

    def __init__(self, address, ids, seconds):
        self.address, self.ids, self.seconds = address, ids, seconds
        self.took, self.statuses = [], []

    def send(self):
        """Send all and wait for the answers."""
        self.began = time.monotonic()
        senders = [threading.Thread(target=self._sender, args=(number,)) for number in range(SENDERS)]
        for one in senders:
            one.start()
        for one in senders:
            one.join()

    def _sender(self, first):
        session = requests.Session()
        for number in range(first, len(self.ids), SENDERS):
            time.sleep(max(0.0, self.began + number * self.seconds / len(self.ids) - time.monotonic()))
            body = body_about(self.ids[number])
            headers = {"Content-Type": "application/json", **signed(body + b" " * number)}
            began = time.monotonic()
            answer = session.post(self.address, data=body + b" " * number, headers=headers, timeout=30)
            self.took.append(time.monotonic() - began)
            self.statuses.append(answer.status_code)


def burst(address, around, deliveries, seconds, settings):
    """Deliver while full syncs write, one after the other, and print how that went."""
    owner = Connection.objects.get()
    ids = settings["sandbox"].generate(count=settings["appointments"])
    sent = Burst(f"{address}{address_of(owner)}", (ids * deliveries)[:deliveries], seconds)
    over = threading.Event()
    syncs = threading.Thread(target=keep_syncing, args=(around, over))
    syncs.start()
    sent.send()
    over.set()
    syncs.join()
    spooled = deliveries - WebhookEvent.objects.count()
    with running(["manage.py", "run_worker"], around):
        until(lambda: WebhookEvent.objects.count() == deliveries)
    good = sum(200 <= status < 300 for status in sent.statuses)
    print(
        f"{database.vendor}: {good} of {deliveries} deliveries in {seconds} s answered 2xx while a sync wrote, "
        f"at the median {statistics.median(sent.took) * 1000:.0f} ms, p99 {percentile(sent.took, 0.99) * 1000:.0f} ms, "
        f"longest {max(sent.took) * 1000:.0f} ms; {spooled} waited in files, {WebhookEvent.objects.count()} rows",
        flush=True,
    )


def keep_syncing(around, over):
    """Read everything again and again."""
    while not over.is_set():
        command = [sys.executable, "manage.py", "zocdoc_sync", "appointments", "--full"]
        subprocess.run(command, cwd=ROOT, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def first_requests(address, around, sandbox):
    """Change appointments at the stand-in, and print how soon after each webhook the workflow asks Zocdoc."""
    owner = Connection.objects.get()
    owner.members.add(User.objects.get())
    workflow(
        owner, [("patient", f"zocdoc.{READ}", {"appointment_id": "{{ trigger.appointment.id }}"})],
        trigger=TriggerKind.UPDATED, runs_as=User.objects.get(), at_once=10,
    )  # fmt: skip
    sandbox.control("POST", "webhooks", {"url": f"{address}{address_of(owner)}", "key": KEY})
    ids = sandbox.appointments(*[{"appointment_status": "pending_booking"} for _ in range(CHANGES)])
    sync_appointments(owner, reason=SyncReason.COMMAND, now=timezone.now())
    Connection.objects.update(next_poll_at=timezone.now() + timedelta(days=1))
    with running(["manage.py", "run_worker"], around):
        time.sleep(10)
        took = [seconds_to_first_request(sandbox, zocdoc_id) for zocdoc_id in ids]
    print(
        f"{database.vendor}: from an arrived webhook to the first request of its workflow "
        f"{statistics.median(took) * 1000:.0f} ms at the median, p95 {percentile(took, 0.95) * 1000:.0f} ms, "
        f"of {len(took)}",
        flush=True,
    )


def seconds_to_first_request(sandbox, zocdoc_id):
    """Change one appointment, and return the seconds from the arrival of its webhook to the step's request."""
    since = max((one["id"] for one in sandbox.requests()), default=0)
    sandbox.control("PATCH", f"appointments/{zocdoc_id}", {"appointment_status": "confirmed"})

    def asked():
        found = [one for one in sandbox.requests(since) if one["operationId"] == READ and zocdoc_id in one["path"]]
        return found and datetime.fromisoformat(found[0]["time"])

    first = until(asked)
    arrived = WebhookEvent.objects.filter(zocdoc_id=zocdoc_id).earliest("pk").received_at
    time.sleep(0.3)
    return (first - arrived).total_seconds()


def main(deliveries=500, seconds=10, appointments=5000):
    """Measure and print."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sandbox = stack.enter_context(Sandbox().start(tmp_path=folder))
        url = stack.enter_context(database_of_its_own(folder))
        stack.enter_context(default_database(url))
        around = environment(url, WEBHOOK_SPOOL_DIR=str(folder / "webhooks"), DEBUG="True")
        User.objects.create(username="bench", is_superuser=True)
        owner = sandbox_connection(sandbox.url, name="Riverbend")
        keyed(owner)
        address = stack.enter_context(web(around))
        first_requests(address, around, sandbox)
        WebhookEvent.objects.all().delete()
        sandbox.control("DELETE", "webhooks")
        burst(address, around, deliveries, seconds, {"sandbox": sandbox, "appointments": appointments})


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
