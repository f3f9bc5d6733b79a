import pytest

from tests.zocdoc_sync.admin.clinic import person


@pytest.fixture
def owner(db):
    return person("superuser", username="owner")
