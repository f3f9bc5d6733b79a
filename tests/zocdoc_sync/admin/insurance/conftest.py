import pytest
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.insurance.conftest import FIRST, SECOND, place_named
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.insurance.reading import read_all


@pytest.fixture
def scheduler(linked):
    return person("Scheduler", linked)


@pytest.fixture
def at_work(client, scheduler):
    client.force_login(scheduler)
    return client


@pytest.fixture
def places(linked):
    """Two places whose insurance was read, the second after the first."""
    made = [place_named(linked, zocdoc_id) for zocdoc_id in (FIRST, SECOND)]
    read(linked)
    return made


def read(connection):
    assert read_all(connection, reason=SyncReason.COMMAND, now=timezone.now()).state == "done"
