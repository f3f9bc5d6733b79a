import pytest

from tests.sandbox_process import Sandbox
from tests.zocdoc_sync.operations.standin import connection_to
from workflows_app.engine import plans


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory):
    with Sandbox().start(seed="empty", tmp_path=tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox):
    running_sandbox.reset("clinic")
    return running_sandbox


@pytest.fixture
def clinic(sandbox, db):
    plans._frozen.cache_clear()
    return connection_to(sandbox)
