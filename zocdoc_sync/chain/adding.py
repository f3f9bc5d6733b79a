"""Give new lines of the audit their place in the chain, a short step after they were written."""

from django.db import transaction

from zocdoc_sync.chain.ends import keep_ends, lock_ends
from zocdoc_sync.encryption.chain import chain, is_as_written
from zocdoc_sync.models import AccessEvent

BATCH = 200


def add_waiting() -> int:
    """Chain the lines that wait, in order of id, and return how many; raise ChainBroken when the ends were changed.

    A line that this installation did not write stays out: the check tells of it.
    """
    added, after = 0, 0
    while rows := _add_part(after):
        added += sum(row.position is not None for row in rows)
        after = rows[-1].pk
    return added


@transaction.atomic
def _add_part(after: int) -> list[AccessEvent]:
    ends = lock_ends()
    rows = list(AccessEvent.objects.filter(position__isnull=True, pk__gt=after).order_by("pk")[:BATCH])
    good = [row for row in rows if is_as_written(row)]
    for row in good:
        chain(row, ends.position + 1, ends.seal)
        ends.position, ends.seal = ends.position + 1, row.seal
    if good:
        AccessEvent.objects.bulk_update(good, ["position", "seal", "seal_key"])
        keep_ends(ends)
    return rows
