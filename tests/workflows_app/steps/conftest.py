import pytest

from tests.sandbox_process import Sandbox
from tests.workflows_app.steps.receiver import Receiver
from tests.zocdoc_sync.operations.standin import booked, connection_to


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
def appointment(sandbox, clinic):
    return booked(sandbox, clinic)


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        yield receiver
