"""What each database needs to hold several processes that write at once."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

SCHEMES = ("sqlite", "postgres", "postgresql")
SQLITE_OPTIONS = {
    # A transaction takes the write lock when it begins: readers that turn writers no longer fail half-way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def chosen(url: str, file: Path) -> dict[str, Any]:
    """Return the settings of the database at an address, or of a file when none is given.

    Raise ImproperlyConfigured for an address that we do not run on; it is not repeated, for a password may be in it.
    """
    if not url.strip():
        url = f"sqlite:///{file}"
    if urlsplit(url).scheme not in SCHEMES:
        raise ImproperlyConfigured(
            "DATABASE_URL is not the address of a database: write sqlite:////path/to/file "
            "or postgres://user:password@host/name."
        )
    return tuned(environ.Env.db_url_config(url))


def tuned(database: dict[str, Any]) -> dict[str, Any]:
    """Return the database's settings with the options that its engine needs here."""
    tuned_database = {**database, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if database["ENGINE"].endswith("sqlite3"):
        tuned_database["OPTIONS"] = {**SQLITE_OPTIONS, **database.get("OPTIONS", {})}
    return tuned_database
