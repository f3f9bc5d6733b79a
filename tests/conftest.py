"""What every test may use."""

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings

from tests.sandbox_process import Sandbox
from tests.zocdoc_sync.operations.standin import connection_to
from workflows_app.engine import plans

# How fast a busy machine draws examples says nothing about the product.
settings.register_profile("slotdesk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("slotdesk")


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _plans_of_the_test():
    """Forget the workflows of other tests: their versions had the numbers that this test's versions get."""
    plans._frozen.cache_clear()


@pytest.fixture(autouse=True)
def _documents_of_the_test(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    settings.WEBHOOK_SPOOL_DIR = tmp_path / "webhooks"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """Keep SQLite's test database in a file: in memory all threads would share one connection and its transaction."""
    database = connections["default"].settings_dict
    if "sqlite" in database["ENGINE"]:
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory):
    with Sandbox().start(seed="empty", tmp_path=tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox):
    """The stand-in for Zocdoc, empty at the start of each test."""
    running_sandbox.reset("empty")
    return running_sandbox


@pytest.fixture
def linked(sandbox, db):
    """A connection whose requests reach the stand-in."""
    return connection_to(sandbox)
