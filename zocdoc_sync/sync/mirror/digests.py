"""Fingerprints of Zocdoc's rows: equal ones need not be written again."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from zocdoc_sync.encryption.keys import Key, newest, ring
from zocdoc_sync.sync.mirror.plain_values import as_sorted_json

DIGEST_BYTES = 16
# A row that we changed ourselves from the answer of a write: Zocdoc's own words for it have not come back yet.
AWAITS_ECHO = ""


def canonical(raw: Mapping[str, Any]) -> bytes:
    """Return one form for all ways to write the same row; an explicit null is the same as an absent field."""
    told = {name: value for name, value in raw.items() if value is not None}
    return as_sorted_json(told).encode()


def digest(raw: Mapping[str, Any]) -> str:
    """Return the fingerprint under the newest key: without the key, a stolen one does not give away a guess."""
    return _keyed(newest(), canonical(raw))


def is_same(stored: str, raw: Mapping[str, Any], fresh: str) -> bool:
    """Tell whether `stored` is the fingerprint of this row, whose newest is `fresh`, under any key still in use."""
    if stored == fresh:
        return True
    older = ring()[1:]
    return bool(stored and older) and stored in {_keyed(key, canonical(raw)) for key in older}


def _keyed(key: Key, text: bytes) -> str:
    return hmac.digest(key.index_key, b"appointment|" + text, hashlib.sha256)[:DIGEST_BYTES].hex()
