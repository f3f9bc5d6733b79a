import pytest

from tests.sandbox_process import Sandbox


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory):
    with Sandbox().start(seed="empty", tmp_path=tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox):
    running_sandbox.reset("empty")
    return running_sandbox
