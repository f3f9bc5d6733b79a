"""Python values as plain statements take them, on the paths that thousands of rows go through."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import connection as database

# `json.dumps` makes a new encoder for each call that asks for anything but its defaults.
_compact = json.JSONEncoder(separators=(",", ":"))
_sorted = json.JSONEncoder(separators=(",", ":"), sort_keys=True)


def as_json(value: Any) -> str:
    """Return what a JSON column takes."""
    return _compact.encode(value)


def as_sorted_json(value: Any) -> str:
    """Return one text for equal values, whatever the order of their fields."""
    return _sorted.encode(value)


def instant_writer() -> Callable[[datetime | None], datetime | str | None]:
    """Return the function that turns an aware time into what this database's time columns take."""
    return _as_text if database.vendor == "sqlite" else _as_it_is


def _as_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return utc.replace(tzinfo=None).isoformat(" ")


def _as_it_is(value: datetime | None) -> datetime | None:
    return value
