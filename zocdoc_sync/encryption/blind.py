"""Blind indexes: find an encrypted value by equality without storing it readably."""

import hashlib
import hmac

from zocdoc_sync.encryption.keys import Key, newest, ring

DIGEST_BYTES = 16


def blind_index(column: str, value: str | None) -> str:
    """Return the index of an already normalised `value` under the newest key; "" for no value."""
    return _digest(newest(), column, value) if value else ""


def blind_candidates(column: str, value: str) -> list[str]:
    """Return the index of `value` under every key, to search rows written before a rotation too."""
    return [_digest(key, column, value) for key in ring()]


def _digest(key: Key, column: str, value: str) -> str:
    return hmac.new(key.index_key, f"{column}|{value}".encode(), hashlib.sha256).digest()[:DIGEST_BYTES].hex()
