"""Walk the whole chain and say what is wrong first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Subquery

from zocdoc_sync.chain.ends import ROW, read_ends
from zocdoc_sync.chain.faults import CHANGED, ChainBroken, Fault, beyond, fault_of, fault_of_waiting, removed
from zocdoc_sync.encryption.chain import is_as_written
from zocdoc_sync.models import AccessEvent, AuditChain

PART, TRIES = 2000, 3


@dataclass(frozen=True)
class Verdict:
    """What the check found: the ends of the chain, how many lines still wait for a place, and the first fault."""

    fault: Fault | None
    first: int
    last: int
    seal: str
    waiting: int
    waiting_since: datetime | None

    @property
    def sentence(self) -> str:
        """Say it in one sentence."""
        if self.fault:
            return self.fault.sentence
        whole = f"The audit is whole from position {self.first} to {self.last}" if self.last else "The audit is whole"
        return f"{whole}; {self.waiting} lines wait for their place."


def check(seen: tuple[int, str] | None = None) -> Verdict:
    """Check the chain; `seen` is a position and its seal that were noted elsewhere before."""
    try:
        ends = read_ends()
    except ChainBroken as broken:
        return _verdict(AuditChain(), broken.fault)
    fault = first_fault(ends) or _fault_of_seen(ends, seen)
    return _verdict(ends, fault)


def first_fault(ends: AuditChain, tries: int = TRIES) -> Fault | None:
    """Return the first fault, looking again when lines were pruned or sealed anew meanwhile."""
    fault = _chained(ends) or _beyond() or _waiting()
    if fault is None or tries == 1:
        return fault
    now = read_ends()
    same = (now.first, now.turn, now.key) == (ends.first, ends.turn, ends.key)
    return fault if same else first_fault(now, tries - 1)


def _chained(ends: AuditChain) -> Fault | None:
    expected, before = ends.first + 1, ends.before
    rows = AccessEvent.objects.filter(position__lte=ends.position).order_by("position")
    for row in rows.iterator(chunk_size=PART):
        if fault := fault_of(row, expected, before):
            return fault
        before = ends.turn_seal if row.position == ends.turn else row.seal
        expected += 1
    if expected <= ends.position:
        return removed(expected)
    return None if before == ends.seal else CHANGED


def _beyond() -> Fault | None:
    end = AuditChain.objects.filter(pk=ROW).values("position")
    row = AccessEvent.objects.filter(position__gt=Subquery(end)).order_by("position").first()
    return beyond(row) if row else None


def _waiting() -> Fault | None:
    rows = AccessEvent.objects.filter(position__isnull=True).order_by("pk")
    return next((fault_of_waiting(row) for row in rows.iterator(chunk_size=PART) if not is_as_written(row)), None)


def _fault_of_seen(ends: AuditChain, seen: tuple[int, str] | None) -> Fault | None:
    """Return a fault when the chain does not hold what was noted: it was put back to an older state."""
    if seen is None or seen == (ends.first, ends.before):
        return None
    position, seal = seen
    if AccessEvent.objects.filter(position=position, seal=seal).exists():
        return None
    return Fault("removed", f"The audit does not hold the seal that was noted for position {position}.", position)


def _verdict(ends: AuditChain, fault: Fault | None) -> Verdict:
    waiting = AccessEvent.objects.filter(position__isnull=True)
    since = waiting.aggregate(oldest=Min("at"))["oldest"]
    first = ends.first + 1 if ends.position else 0
    return Verdict(fault, first, ends.position, ends.seal, waiting.count(), since)
