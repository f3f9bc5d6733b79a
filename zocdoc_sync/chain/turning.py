"""Seal the chain again: with the newest key, or as it is after a fault was looked into."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from zocdoc_sync.audit import record_command
from zocdoc_sync.chain.adding import BATCH, add_waiting
from zocdoc_sync.chain.ends import keep_ends, lock_ends
from zocdoc_sync.chain.faults import ChainBroken, fault_of, removed
from zocdoc_sync.encryption.chain import chain, seal_as_written
from zocdoc_sync.encryption.keys import newest
from zocdoc_sync.models import AccessEvent, AuditChain


def seal_again() -> Iterator[int]:
    """Seal every line with the newest key, and yield how many each part did; it can be ended and called again.

    Raises ChainBroken at the first fault: sealing that again would hide it.
    """
    add_waiting()
    while part := _turn_part():
        yield part


@transaction.atomic
def _turn_part() -> int:
    ends = lock_ends()
    if not ends.turn and not _is_old(ends):
        return 0
    rows = _next_rows(ends)
    old, new = _seals_before(ends)
    for expected, row in enumerate(rows, start=(ends.turn or ends.first) + 1):
        if fault := fault_of(row, expected, old):
            raise ChainBroken(fault)
        old = row.seal
        chain(row, expected, new)
        new = row.seal
    _move_on(ends, rows, old, new)
    return len(rows)


def _is_old(ends: AuditChain) -> bool:
    chained = AccessEvent.objects.filter(position__isnull=False)
    return chained.exclude(seal_key=newest().name).exists() or (ends.position > 0 and ends.key != newest().name)


def _next_rows(ends: AuditChain) -> list[AccessEvent]:
    begin = ends.turn or ends.first
    rows = list(
        AccessEvent.objects.filter(position__gt=begin, position__lte=ends.position).order_by("position")[:BATCH]
    )
    if not rows and begin < ends.position:
        raise ChainBroken(removed(begin + 1))
    return rows


def _seals_before(ends: AuditChain) -> tuple[str, str]:
    """Return the old and the new seal of the last line that was done."""
    if not ends.turn:
        return ends.before, ends.before
    return ends.turn_seal, AccessEvent.objects.get(position=ends.turn).seal


def _move_on(ends: AuditChain, rows: list[AccessEvent], old: str, new: str) -> None:
    AccessEvent.objects.bulk_update(rows, ["seal", "seal_key"])
    last = rows[-1].position if rows else ends.position
    if last == ends.position:
        ends.turn, ends.turn_seal, ends.seal = 0, "", new
    else:
        ends.turn, ends.turn_seal = last or 0, old
    keep_ends(ends)


@transaction.atomic
def begin_again(sentence: str, *, now: datetime) -> int:
    """Take the lines as they are for the audit, after a line that says what was wrong; return how many there are."""
    record_command("audit.begun_again", label="command line", now=now, subject=sentence[:200])
    AuditChain.objects.all().delete()
    after, rows = 0, _loose(0)
    while rows:
        AccessEvent.objects.bulk_update(rows, ["position", "links", "seal", "seal_key"])
        after = rows[-1].pk
        rows = _loose(after)
    return add_waiting()


def _loose(after: int) -> list[AccessEvent]:
    rows = list(AccessEvent.objects.filter(pk__gt=after).order_by("pk")[:BATCH])
    for row in rows:
        row.position = None
        seal_as_written(row)
    return rows
