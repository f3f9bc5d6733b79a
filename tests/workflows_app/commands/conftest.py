import pytest

from tests.sandbox_process import Sandbox
from tests.zocdoc_sync.admin.clinic import connection_named, person
from tests.zocdoc_sync.operations.standin import connection_to


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory):
    with Sandbox().start(seed="empty", tmp_path=tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox):
    running_sandbox.reset("empty")
    return running_sandbox


@pytest.fixture
def clinic(db):
    return connection_named("Riverbend Clinic")


@pytest.fixture
def linked(sandbox, db):
    """A connection whose requests reach the stand-in."""
    return connection_to(sandbox)


@pytest.fixture
def owner(db):
    return person("superuser", username="owner")
