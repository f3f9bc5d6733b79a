import pytest

from tests.zocdoc_sync.operations.standin import connection_to


@pytest.fixture
def sandbox(sandbox):
    """The stand-in with its demo clinic: recipes must find something."""
    sandbox.reset("clinic")
    return sandbox


@pytest.fixture
def clinic(sandbox, db):
    return connection_to(sandbox)
