import pytest

from tests.sandbox_process import Sandbox
from tests.zocdoc_sync.operations.standin import connection_to
from zocdoc_sync.operations.actor import Actor


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory):
    with Sandbox().start(seed="empty", tmp_path=tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox):
    running_sandbox.reset("empty")
    return running_sandbox


@pytest.fixture
def clinic(sandbox, db):
    return connection_to(sandbox)


@pytest.fixture
def actor():
    return Actor.system("test")


@pytest.fixture
def quick_pauses(monkeypatch):
    """Let the sender try again without waiting."""
    monkeypatch.setattr("zocdoc_sync.operations.sending.PAUSE_SECONDS", 0.0)
    monkeypatch.setattr("zocdoc_sync.client.sender.pause", lambda *_: 0.0)
