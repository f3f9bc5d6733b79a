"""Seals of the audit: keyed hashes over a line, over a line and the seal before it, and over the ends of the chain.

The keys come from ENCRYPTION_KEYS, which the database does not hold: who can only edit the database cannot make a seal.
"""

import hashlib
import hmac
import json
from datetime import UTC
from ipaddress import ip_address
from typing import Any

from zocdoc_sync.encryption.keys import Key, named, newest


def seal_as_written(row: Any) -> None:
    """Seal a line that is about to be written: its place in the chain comes later, and must not be waited for."""
    row.links = links_of(row)
    row.seal_key = newest().name
    row.seal = _digest(newest(), "written", *_content(row))


def is_as_written(row: Any) -> bool:
    """Tell whether a line that is not in the chain yet is one that this installation wrote."""
    key = named(row.seal_key)
    return key is not None and _same(row.seal, _digest(key, "written", *_content(row))) and links_hold(row)


def chain(row: Any, position: int, before: str) -> None:
    """Give a line its place behind the line whose seal is `before`, under the newest key."""
    row.position, row.seal_key = position, newest().name
    row.seal = _place(newest(), row, before)


def is_as_chained(row: Any, before: str) -> bool:
    """Tell whether a line is what it was when it got its place behind `before`."""
    key = named(row.seal_key)
    return key is not None and _same(row.seal, _place(key, row, before)) and links_hold(row)


def prove(ends: Any) -> None:
    """Seal the record of the chain's two ends."""
    ends.key = newest().name
    ends.proof = _ends(newest(), ends)


def is_proven(ends: Any) -> bool:
    """Tell whether the record of the chain's ends is one that this installation wrote."""
    key = named(ends.key)
    return key is not None and _same(ends.proof, _ends(key, ends))


def links_of(row: Any) -> str:
    """Return the keys of the person and the connection as one text."""
    return f"{row.actor_id or ''}|{row.connection_id or ''}"


def links_hold(row: Any) -> bool:
    """Tell whether the keys are those that were sealed, or were emptied because their rows are gone."""
    now, then = links_of(row).split("|"), row.links.split("|")
    return len(now) == len(then) and all(one in ("", other) for one, other in zip(now, then, strict=True))


def _place(key: Key, row: Any, before: str) -> str:
    return _digest(key, "chained", before, row.position, row.pk, *_content(row))


def _ends(key: Key, ends: Any) -> str:
    return _digest(key, "ends", ends.first, ends.before, ends.position, ends.seal, ends.turn, ends.turn_seal)


def _content(row: Any) -> list[str]:
    at = row.at.astimezone(UTC).isoformat()
    return [at, row.actor_label, row.action, row.subject, _packed(row.address), row.links]


def _packed(address: str | None) -> str:
    # Databases give an address back in another spelling than it came in.
    return ip_address(address).packed.hex() if address else ""


def _digest(key: Key, *parts: str | int) -> str:
    return hmac.new(key.audit_key, json.dumps(parts).encode(), hashlib.sha256).hexdigest()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
