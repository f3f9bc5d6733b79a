import pytest

from tests.zocdoc_sync.operations.standin import connection_to
from zocdoc_sync.operations.actor import Actor


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
