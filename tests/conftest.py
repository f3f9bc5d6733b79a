"""What every test may use."""

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings

# How fast a busy machine draws examples says nothing about the product.
settings.register_profile("slotdesk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("slotdesk")


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _documents_of_the_test(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """Keep SQLite's test database in a file: in memory all threads would share one connection and its transaction."""
    database = connections["default"].settings_dict
    if "sqlite" in database["ENGINE"]:
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
