"""The one row that knows where the chain begins and ends; who holds its lock may add to the chain."""

from zocdoc_sync.chain.faults import CHANGED, GONE, ChainBroken
from zocdoc_sync.encryption.chain import is_proven, prove
from zocdoc_sync.models import AccessEvent, AuditChain

ROW = 1
ENDS = ("first", "before", "position", "seal", "turn", "turn_seal", "key", "proof")


def lock_ends() -> AuditChain:
    """Return the ends under a lock, within a transaction; raise ChainBroken when they were changed from outside."""
    ends = AuditChain.objects.select_for_update().filter(pk=ROW).first() or _first()
    if not is_proven(ends):
        raise ChainBroken(CHANGED)
    return ends


def read_ends() -> AuditChain:
    """Return the ends as they are; raise ChainBroken when they were changed from outside."""
    ends = AuditChain.objects.filter(pk=ROW).first()
    if ends is None:
        if AccessEvent.objects.filter(position__isnull=False).exists():
            raise ChainBroken(GONE)
        ends = AuditChain(pk=ROW)
        prove(ends)
    if not is_proven(ends):
        raise ChainBroken(CHANGED)
    return ends


def keep_ends(ends: AuditChain) -> None:
    """Prove the ends again and write them."""
    prove(ends)
    ends.save(update_fields=ENDS)


def _first() -> AuditChain:
    ends = read_ends()
    # Two processes may begin at once: one of them inserts, and both go on with the row that is there.
    AuditChain.objects.bulk_create([ends], ignore_conflicts=True)
    return AuditChain.objects.select_for_update().get(pk=ROW)
