"""How values are written into paths and queries."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from urllib.parse import quote

from zocdoc_sync.client.endpoints import Endpoint
from zocdoc_sync.errors import InvalidRequest

UNSAFE_ID = re.compile(r"[/\\?#\x00-\x20\x7f\ud800-\udfff]|^\.{1,2}$")


def full_path(to: Endpoint, values: Mapping[str, object]) -> str:
    """Return the path with its parameters percent-encoded; raise InvalidRequest for one that cannot be an id."""
    encoded = {name: _path_value(to, name, values.get(name)) for name in to.placeholders}
    return to.path.format(**encoded)


def _path_value(to: Endpoint, name: str, value: object) -> str:
    text = "" if value is None else str(value)
    if not text or UNSAFE_ID.search(text):
        sentence = f"{name} is not a Zocdoc id." if text else f"{name} is missing."
        raise InvalidRequest(sentence, operation=to.operation, fields=[(name, sentence)])
    return quote(text, safe="")


def query_values(to: Endpoint, values: Mapping[str, object]) -> dict[str, str]:
    """Return the query as text, without the values that are None.

    Raises InvalidRequest for text that cannot be sent, ValueError for a time without a zone.
    """
    query = {name: _query_value(name, value) for name, value in values.items() if value is not None}
    for name, text in query.items():
        if not text.isprintable():
            sentence = f"{name} holds characters that cannot be sent."
            raise InvalidRequest(sentence, operation=to.operation, fields=[(name, sentence)])
    return query


def _query_value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return _instant(name, value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ",".join(str(one) for one in value)
    return str(value)


def _instant(name: str, value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"{name} is a time without a zone")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
