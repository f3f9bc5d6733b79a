import pytest

from tests.zocdoc_sync.operations.standin import connection_to
from zocdoc_sync.client.sender import Sender


@pytest.fixture
def sandbox(sandbox, monkeypatch):
    monkeypatch.setitem(Sender.__init__.__kwdefaults__, "sleep", lambda _seconds: None)
    return sandbox


@pytest.fixture
def connection(sandbox, db):
    return connection_to(sandbox)
