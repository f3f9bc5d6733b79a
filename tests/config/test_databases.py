from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.databases import chosen, tuned

FILE = Path("/var/lib/slotdesk/db.sqlite3")


@pytest.mark.parametrize("empty", ["", "  "])
def test_without_an_address_the_file_is_used(empty):
    assert (
        chosen(empty, FILE)
        == chosen(f"sqlite:///{FILE}", Path("other"))
        == tuned(
            {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(FILE),
                "USER": "",
                "PASSWORD": "",
                "HOST": "",
                "PORT": "",
            }
        )
    )


@pytest.mark.parametrize("wrong", ["db.sqlite3", "mysql://desk:hunter2@host/name", "postgre://desk:hunter2@host/name"])
def test_an_address_that_we_do_not_run_on_is_refused_and_not_shown(wrong):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not the address of a database") as refusal:
        chosen(wrong, FILE)
    assert "hunter2" not in str(refusal.value)


def test_sqlite_waits_for_the_lock_and_takes_it_when_a_transaction_begins():
    options = tuned({"ENGINE": "django.db.backends.sqlite3", "NAME": "x", "OPTIONS": {"timeout": 5}})["OPTIONS"]
    assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 5)
    assert "journal_mode=WAL" in options["init_command"]


def test_postgresql_keeps_its_options_and_its_connections():
    given = {"ENGINE": "django.db.backends.postgresql", "NAME": "x", "OPTIONS": {"sslmode": "verify-full"}}
    assert tuned(given) == given | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
