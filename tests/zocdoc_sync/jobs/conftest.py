from datetime import UTC, datetime

import pytest

from tests.zocdoc_sync.jobs import handlers
from zocdoc_sync.jobs import handing_over, running, ticker
from zocdoc_sync.jobs.kinds import JobKind

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def now(monkeypatch):
    """Stop the clock at which attempts end."""
    monkeypatch.setattr(running.timezone, "now", lambda: NOW)
    return NOW


@pytest.fixture(autouse=True)
def _own_kinds(settings):
    settings.JOB_KINDS = {name: JobKind(f"tests.zocdoc_sync.jobs.handlers.{name}", name, 90) for name in handlers.NAMES}
    settings.SCHEDULES = {}
    settings.EVERY_SECOND = ()
    handlers.calls.clear()
    ticker._well.clear()


@pytest.fixture
def queue(monkeypatch):
    """Catch what is handed to the queue; `waiting` is how much waits there already."""
    caught = Queue()
    monkeypatch.setattr(handing_over.carrier, "hand_over", caught.hand_over)
    monkeypatch.setattr(handing_over.carrier, "waiting", lambda now: caught.waiting)
    return caught


class Queue:
    def __init__(self):
        self.handed, self.waiting = [], 0

    def hand_over(self, job_id, *, timeout_seconds):
        self.handed.append((job_id, timeout_seconds))
