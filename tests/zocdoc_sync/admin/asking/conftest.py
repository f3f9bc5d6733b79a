import pytest

from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.operations.standin import connection_to


@pytest.fixture
def sandbox(sandbox):
    """The stand-in with its demo clinic: searches must find something."""
    sandbox.reset("clinic")
    return sandbox


@pytest.fixture
def riverbend(sandbox, db):
    return connection_to(sandbox)


@pytest.fixture
def builder(client, riverbend):
    """A browser in which a builder is signed in: the role that may perform most."""
    client.force_login(person("Builder", riverbend))
    return client
