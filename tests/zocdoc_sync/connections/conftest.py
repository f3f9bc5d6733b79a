"""A stand-in for Zocdoc, connections to it, and no pauses between tries."""

import pytest

from tests.sandbox_process import Sandbox
from tests.zocdoc_sync import factories
from zocdoc_sync.client.sender import Sender


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory):
    with Sandbox().start(seed="empty", tmp_path=tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox):
    running_sandbox.reset("empty")
    return running_sandbox


@pytest.fixture
def clinic(db, sandbox):
    """A connection that signs in as a machine."""
    return factories.sandbox_connection(sandbox.url, name="Riverbend")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setitem(Sender.__init__.__kwdefaults__, "sleep", lambda _seconds: None)
