import pytest

from tests.zocdoc_sync.admin.clinic import connection_named, person
from zocdoc_sync.client.sender import Sender


@pytest.fixture
def sandbox(sandbox, monkeypatch):
    monkeypatch.setitem(Sender.__init__.__kwdefaults__, "sleep", lambda _seconds: None)
    return sandbox


@pytest.fixture
def clinic(db):
    return connection_named("Riverbend Clinic")


@pytest.fixture
def other(db):
    return connection_named("Hillside Clinic")


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
