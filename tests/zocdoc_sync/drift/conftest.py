import pytest
from django.utils import timezone

from tests.sandbox_process import Sandbox
from tests.zocdoc_sync.operations.standin import connection_to
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.models import Provider
from zocdoc_sync.sync.directory import sync_directory

DERMATOLOGIST, OPTOMETRIST = "pr_rvbnd2-lindqv_fK6d29Rb", "pr_rvbnd4-tanaka_hM5x18Wq"


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory):
    with Sandbox().start(seed="clinic", tmp_path=tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox):
    running_sandbox.reset("clinic")
    running_sandbox.control("POST", "rate_limits", {"off": True})
    return running_sandbox


@pytest.fixture
def clinic(sandbox, db):
    """A connection whose directory was read."""
    connection = connection_to(sandbox)
    run = sync_directory(connection, reason=SyncReason.COMMAND, now=timezone.now())
    assert run.state == "done", run.error_sentence
    return connection


@pytest.fixture
def provider(clinic):
    return Provider.objects.get(connection=clinic, zocdoc_id=DERMATOLOGIST)
