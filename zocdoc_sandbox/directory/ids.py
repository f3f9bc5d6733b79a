"""Ids as Zocdoc writes them: a prefix and 22 characters that mean nothing."""

import base64
import hashlib
import uuid

SPACE = uuid.UUID("5a6f6364-6f63-4b21-8d0e-000000000001")


def minted(prefix: str, name: str) -> str:
    """Return the id that belongs to `name`, the same at every start."""
    digest = hashlib.sha256(f"{prefix}{name}".encode()).digest()
    return f"{prefix}_{base64.urlsafe_b64encode(digest)[:22].decode()}"


def minted_uuid(name: str) -> str:
    """Return the UUID that belongs to `name`, the same at every start."""
    return str(uuid.uuid5(SPACE, name))
