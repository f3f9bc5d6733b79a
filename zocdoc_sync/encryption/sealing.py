"""Seal a text so that it can be opened only in the row and column where it was sealed."""

import base64
import os

from cryptography.exceptions import InvalidTag

from zocdoc_sync.encryption.keys import Key, newest, ring

VERSION = "e1"
NONCE_BYTES = 12


class SealBroken(Exception):
    """The stored text cannot be opened: its key is missing, it was altered, or it was moved from another row."""


def seal(plain: str, place: str) -> str:
    """Return `plain` encrypted with the newest key and bound to `place` (column and row)."""
    key = newest()
    nonce = os.urandom(NONCE_BYTES)
    box = key.cipher.encrypt(nonce, plain.encode(), place.encode())
    return f"{VERSION}:{key.name}:{base64.b64encode(nonce + box).decode()}"


def unseal(sealed: str, place: str) -> str:
    """Return the text that was sealed for `place`; raise SealBroken when it cannot be had."""
    version, name, box = _parts(sealed)
    key = _key_named(name) if version == VERSION else None
    if key is None:
        raise SealBroken(f"The key {name} that sealed {_column(place)} is not among ENCRYPTION_KEYS.")
    try:
        raw = base64.b64decode(box, validate=True)
        return key.cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise SealBroken(f"A stored value of {_column(place)} was altered or belongs to another row.") from error


def sealed_with(sealed: str) -> str:
    """Return the short name of the key that sealed this text."""
    return _parts(sealed)[1]


def _parts(sealed: str) -> tuple[str, str, str]:
    parts = sealed.split(":", 2)
    if len(parts) != 3:
        raise SealBroken("A stored value that should be encrypted is not.")
    return parts[0], parts[1], parts[2]


def _key_named(name: str) -> Key | None:
    return next((key for key in ring() if key.name == name), None)


def _column(place: str) -> str:
    return place.partition("|")[0]
