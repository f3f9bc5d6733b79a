"""What each database needs to hold several processes that write at once."""

from typing import Any

SQLITE_OPTIONS = {
    # A transaction takes the write lock when it begins: readers that turn writers no longer fail half-way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def tuned(database: dict[str, Any]) -> dict[str, Any]:
    """Return the database's settings with the options that its engine needs here."""
    tuned_database = {**database, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if database["ENGINE"].endswith("sqlite3"):
        tuned_database["OPTIONS"] = {**SQLITE_OPTIONS, **database.get("OPTIONS", {})}
    return tuned_database
