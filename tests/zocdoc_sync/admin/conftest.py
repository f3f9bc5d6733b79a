import pytest

from tests.sandbox_process import Sandbox
from tests.zocdoc_sync.admin.clinic import connection_named, person
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
def clinic(db):
    return connection_named("Riverbend Clinic")


@pytest.fixture
def other(db):
    return connection_named("Hillside Clinic")


@pytest.fixture
def linked(sandbox, db):
    """A connection whose requests reach the stand-in."""
    return connection_to(sandbox)


@pytest.fixture
def desk(clinic):
    return person("Front desk", clinic)


@pytest.fixture
def at_desk(client, desk):
    client.force_login(desk)
    return client


@pytest.fixture
def at_linked_desk(client, linked):
    client.force_login(person("Front desk", linked))
    return client
