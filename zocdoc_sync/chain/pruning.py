"""Remove old lines of the audit; the seal of the last one that went stays as the chain's anchor."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from zocdoc_sync.chain.ends import keep_ends, lock_ends
from zocdoc_sync.chain.faults import ChainBroken, fault_of
from zocdoc_sync.models import AccessEvent

BATCH = 1000


def prune_audit(now: datetime) -> dict[str, int]:
    """Delete lines older than AUDIT_DAYS from the beginning of the chain, and return how many.

    It ends at the first line that is younger or not as it was sealed: what was changed stays to be looked into.
    """
    oldest, removed = now - timedelta(days=settings.AUDIT_DAYS), 0
    try:
        while part := _prune_part(oldest):
            removed += part
    except ChainBroken:
        pass  # the daily check tells of it
    return {"lines of the audit": removed}


@transaction.atomic
def _prune_part(oldest: datetime) -> int:
    ends = lock_ends()
    if ends.turn:
        return 0
    keys: list[int] = []
    for row in AccessEvent.objects.filter(position__isnull=False).order_by("position")[:BATCH]:
        if row.at >= oldest or fault_of(row, ends.first + 1, ends.before):
            break
        keys.append(row.pk)
        ends.first, ends.before = ends.first + 1, row.seal
    if keys:
        AccessEvent.objects.filter(pk__in=keys).delete()
        keep_ends(ends)
    return len(keys)
