"""The key ring: which keys there are, and how each purpose gets a key of its own."""

import functools
import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@dataclass(frozen=True)
class Key:
    """One installation key: a short name for it, a cipher, and the keys of its blind indexes and of the audit."""

    name: str
    cipher: AESGCM
    index_key: bytes
    audit_key: bytes


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"slotdesk:" + purpose).derive(secret)


def _key(secret: bytes) -> Key:
    name = hashlib.sha256(b"slotdesk:name:" + secret).hexdigest()[:8]
    return Key(name, AESGCM(_derived(secret, b"cipher")), _derived(secret, b"index"), _derived(secret, b"audit"))


@functools.cache
def _ring(secrets: tuple[bytes, ...]) -> tuple[Key, ...]:
    return tuple(_key(secret) for secret in secrets)


def ring() -> tuple[Key, ...]:
    """Return the installation's keys, newest first."""
    return _ring(tuple(settings.ENCRYPTION_KEYS))


def named(name: str) -> Key | None:
    """Return the key of that name, if the installation still has it."""
    return next((key for key in ring() if key.name == name), None)


def newest() -> Key:
    """Return the key that everything new is encrypted with."""
    return ring()[0]
