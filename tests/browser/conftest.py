"""A real Chromium before the running console, with the stand-in behind it."""

import os
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone
from PIL import Image
from playwright.sync_api import sync_playwright

from tests.sandbox_process import Sandbox
from tests.walking import every_page
from tests.workflows_app.admin.test_many_runs import confirmed, selected
from tests.zocdoc_sync.admin.clinic import PASSWORD, person
from tests.zocdoc_sync.admin.test_every_page import fill
from tests.zocdoc_sync.operations.standin import connection_to
from workflows_app.models import WorkflowRun
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.jobs.draining import drain
from zocdoc_sync.models import Appointment, Connection, Location, Provider, VisitReason
from zocdoc_sync.sync.appointments import sync_appointments
from zocdoc_sync.sync.participants import read_participant

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENTS_READ = 12
PICTURE_BYTES = 150_000
SIZES = {"desktop": {"width": 1400, "height": 950}, "phone": {"width": 390, "height": 844}}


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason=f"There is no Chromium at {CHROMIUM}: set CHROMIUM to one."))


@pytest.fixture(scope="session", autouse=True)
def _django_beside_the_browsers_loop():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def chromium(_django_beside_the_browsers_loop):
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS, headless=True)
        yield running
        running.close()


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory):
    with Sandbox().start(seed="clinic", tmp_path=tmp_path_factory.mktemp("sandbox")) as sandbox:
        sandbox.control("POST", "rate_limits", {"off": True})
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox):
    running_sandbox.reset("clinic")
    running_sandbox.control("POST", "rate_limits", {"off": True})
    return running_sandbox


@pytest.fixture
def clinic(transactional_db, sandbox):
    """A connection whose appointments have been read, with a few names so that pages read as they do in a clinic."""
    connection = connection_to(sandbox, name="Riverbend Clinic")
    run = sync_appointments(connection, reason=SyncReason.COMMAND, now=timezone.now())
    assert run.state == "done", run.error_sentence
    for number, row in enumerate(Provider.objects.order_by("zocdoc_id"), start=1):
        Provider.objects.filter(pk=row.pk).update(name=("Dr. Mae Jung", "Dr. Omar Reyes", "Dr. Lin Park")[number % 3])
    Location.objects.update(name="Riverbend Downtown", time_zone="America/New_York")
    VisitReason.objects.update(name="Annual physical")
    for row in Appointment.objects.filter(status="pending_booking").order_by("created_time")[:PATIENTS_READ]:
        read_participant(row, now=timezone.now())
    Connection.objects.update(
        last_good_poll_at=timezone.now(), next_poll_at=timezone.now() + timezone.timedelta(minutes=1)
    )
    return Connection.objects.get()


@pytest.fixture
def worker(transactional_db):
    """Does what is due, round after round, beside the browser; the test fails when it could not."""
    stop, faults = threading.Event(), []

    def work():
        try:
            while not stop.wait(0.2):
                drain(timezone.now, once=True)
        except Exception as fault:  # noqa: BLE001 (raised again below, where the test is told)
            faults.append(fault)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield thread
    stop.set()
    thread.join(60)
    assert (faults, thread.is_alive()) == ([], False)


@pytest.fixture
def pictures(tmp_path):
    """A folder for pictures; those that are kept, in SCREENSHOTS, are made small."""
    kept = os.environ.get("SCREENSHOTS")
    folder = Path(kept or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    yield folder
    for picture in folder.glob("*.png") if kept else ():
        if picture.stat().st_size > PICTURE_BYTES:
            Image.open(picture).convert("RGB").quantize(colors=128, dither=Image.Dither.NONE).save(
                picture, optimize=True
            )


class Console:
    """The console in a browser window; `faults` is what the browser complains about: scripts, requests, dialogs."""

    def __init__(self, page, url):
        self.page, self.url, self.faults = page, url, []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        page.on("dialog", self._dismiss)

    def _dismiss(self, dialog):
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, path):
        self.page.goto(f"{self.url}{path}")

    def until(self, expression):
        """Wait until something holds in the page; Playwright's own way evaluates text, which the policy forbids."""
        for _ in range(150):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(200)
        raise AssertionError(expression)

    def session(self):
        """Return the key of the browser's session."""
        cookies = {cookie["name"]: cookie["value"] for cookie in self.page.context.cookies()}
        return cookies[settings.SESSION_COOKIE_NAME]

    def sign_in(self, role, *connections):
        someone = person(role, *connections)
        self.open("/admin/")
        self.page.get_by_label("Username").fill(someone.username)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        self.page.get_by_role("heading", name="Today", level=1).wait_for()
        return someone


@pytest.fixture
def console(chromium, live_server):
    """A window of its own; the test fails when the browser complained about anything."""
    window = chromium.new_context(viewport=SIZES["desktop"])
    opened = Console(window.new_page(), live_server.url)
    opened.page.set_default_timeout(30_000)
    yield opened
    window.close()
    assert opened.faults == []


@pytest.fixture
def pages(console, clinic):
    """Return an address of every kind of page, with the console signed in as somebody who may open all of them."""
    fill(clinic, 0)
    console.sign_in("superuser")
    client = Client()
    # The browser's own session: what it keeps, such as what came of many runs, is a page for both.
    client.cookies[settings.SESSION_COOKIE_NAME] = console.session()
    return [*every_page(client), summary_of_runs(client)]


def summary_of_runs(client):
    """Run a run again as one does with many; return the address of what came of it."""
    WorkflowRun.objects.update(state="failed")
    answer = confirmed(client, "replay", selected(client, "replay", WorkflowRun.objects.all()))
    WorkflowRun.objects.update(state="succeeded")
    assert client.get(answer.url).status_code == 200
    return answer.url
