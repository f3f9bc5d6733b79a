"""What can be wrong with the chain, in words."""

from dataclasses import dataclass
from typing import Any

from zocdoc_sync.encryption.chain import is_as_chained
from zocdoc_sync.encryption.keys import named
from zocdoc_sync.models import AccessEvent


@dataclass(frozen=True)
class Fault:
    """The first thing that is wrong: `kind` is changed, removed, inserted, no_key or ends."""

    kind: str
    sentence: str
    position: int | None = None
    entry: int | None = None


class ChainBroken(Exception):
    """The chain is not what it was; the fault says where."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault


def fault_of(row: AccessEvent, expected: int, before: str) -> Fault | None:
    """Return what is wrong with a line that should stand at position `expected` behind the seal `before`."""
    position = row.position or 0
    if position > expected:
        return removed(expected)
    if position < expected:
        return _of(row, "inserted", "was put in")
    if is_as_chained(row, before):
        return None
    return without_key(row) or _of(row, "changed", "was changed")


def fault_of_waiting(row: AccessEvent) -> Fault:
    """Return what is wrong with a line that this installation did not write and that is not in the chain."""
    return without_key(row) or _of(row, "inserted", "was put in, or changed before it got its place")


def beyond(row: AccessEvent) -> Fault:
    """Return the fault of a line behind the end of the chain."""
    return _of(row, "inserted", "was put in behind the end")


def removed(position: int) -> Fault:
    """Return the fault of a position at which no line stands."""
    return Fault("removed", f"The line at position {position} of the audit was removed.", position)


def without_key(row: Any) -> Fault | None:
    """Return a fault when the key that sealed a line is not there any more."""
    if not row.seal_key or named(row.seal_key):
        return None
    words = f"The key {row.seal_key} that sealed line {row.pk} of the audit is not among ENCRYPTION_KEYS."
    return Fault("no_key", words, row.position, row.pk)


def _of(row: AccessEvent, kind: str, words: str) -> Fault:
    place = f" (position {row.position})" if row.position is not None else ""
    return Fault(kind, f"Line {row.pk}{place} of the audit {words}.", row.position, row.pk)


GONE = Fault("ends", "The record of where the chain of the audit begins and ends was removed.")
CHANGED = Fault("ends", "The record of where the chain of the audit begins and ends was changed, or its key is gone.")
