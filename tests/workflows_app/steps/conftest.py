import pytest

from tests.workflows_app.steps.receiver import Receiver
from tests.zocdoc_sync.operations.standin import booked, connection_to


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
