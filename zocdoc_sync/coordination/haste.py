"""A transaction of somebody who cannot wait: it fails soon rather than stand in line behind other writers."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection as database
from django.db import transaction

SQLITE_PATIENCE_SECONDS = 5.0


@contextmanager
def hasty(milliseconds: int) -> Iterator[None]:
    """Open a transaction; raise OperationalError when a lock takes longer than so many milliseconds."""
    if database.vendor == "sqlite":
        patience = database.settings_dict.get("OPTIONS", {}).get("timeout", SQLITE_PATIENCE_SECONDS)
        _wait_at_most(milliseconds)
        try:
            with transaction.atomic():
                yield
        finally:
            _wait_at_most(int(patience * 1000))
        return
    with transaction.atomic():
        with database.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{milliseconds}ms"])
        yield


def _wait_at_most(milliseconds: int) -> None:
    with database.cursor() as cursor:
        # A pragma takes no parameters.
        cursor.execute(f"PRAGMA busy_timeout = {int(milliseconds)}")
