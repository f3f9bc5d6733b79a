from config.databases import tuned


def test_sqlite_waits_for_the_lock_and_takes_it_when_a_transaction_begins():
    options = tuned({"ENGINE": "django.db.backends.sqlite3", "NAME": "x", "OPTIONS": {"timeout": 5}})["OPTIONS"]
    assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 5)
    assert "journal_mode=WAL" in options["init_command"]


def test_postgresql_keeps_its_options_and_its_connections():
    given = {"ENGINE": "django.db.backends.postgresql", "NAME": "x", "OPTIONS": {"sslmode": "verify-full"}}
    assert tuned(given) == given | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
