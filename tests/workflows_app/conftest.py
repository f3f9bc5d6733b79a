import pytest

from tests.zocdoc_sync.admin.clinic import connection_named


@pytest.fixture
def clinic(db):
    return connection_named("Riverbend Clinic")


@pytest.fixture
def other(db):
    return connection_named("Hillside Clinic")
