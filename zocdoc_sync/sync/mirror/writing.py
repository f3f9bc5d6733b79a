"""Write many rows with one prepared statement, on SQLite and PostgreSQL alike."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection as database
from django.db.models import Model


def insert_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], tail: str = "") -> None:
    """Insert rows; `tail` says in SQL what is done with those that are there already.

    COPY through a temporary table was measured on PostgreSQL and is no faster here: the indexes take the time.
    """
    names = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join(["%s"] * len(columns))
    statement = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({places}) {tail}'  # noqa: S608 (our own names)
    with database.cursor() as cursor:
        cursor.executemany(statement, list(rows))


def upserting(model: type[Model], key: Sequence[str], overwritten: Iterable[str], kept: Iterable[str] = ()) -> str:
    """Return the tail that overwrites columns of a row with the same key; `kept` ones only when something comes."""
    updates = [f'"{column}" = excluded."{column}"' for column in overwritten]
    updates += [f'"{column}" = COALESCE(excluded."{column}", "{model._meta.db_table}"."{column}")' for column in kept]
    return f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {', '.join(updates)}"
