"""A stand-in for Zocdoc, and a connection to it."""

import pytest

from tests.sandbox_process import Sandbox
from tests.zocdoc_sync import factories
from zocdoc_sync.client.sender import Sender


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory):
    sandbox = Sandbox().start(seed="empty", tmp_path=tmp_path_factory.mktemp("sandbox"))
    sandbox.control("POST", "rate_limits", {"off": True})
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(running_sandbox):
    running_sandbox.reset("empty")
    running_sandbox.control("POST", "rate_limits", {"off": True})
    yield running_sandbox
    running_sandbox.faults([])


@pytest.fixture
def clinic(db, sandbox):
    return factories.sandbox_connection(sandbox.url)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setitem(Sender.__init__.__kwdefaults__, "sleep", lambda _seconds: None)
