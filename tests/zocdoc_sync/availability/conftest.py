import pytest

from tests.sandbox_process import Sandbox
from tests.zocdoc_sync.operations.standin import connection_to
from zocdoc_sync.client.sender import Sender


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory):
    with Sandbox().start(seed="empty", tmp_path=tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox, monkeypatch):
    monkeypatch.setitem(Sender.__init__.__kwdefaults__, "sleep", lambda _seconds: None)
    running_sandbox.reset("empty")
    return running_sandbox


@pytest.fixture
def connection(sandbox, db):
    return connection_to(sandbox)
