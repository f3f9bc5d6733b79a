"""From the ledger's word on a request to the state of the change: sent, perhaps sent, or provably not."""

from datetime import datetime, timedelta

from zocdoc_sync.enums import OperationState
from zocdoc_sync.insurance import keeping
from zocdoc_sync.models import ChangeState, InsuranceChange, OperationLog

NOTHING_CAME = frozenset({OperationState.REFUSED, OperationState.NOT_SENT})
# A change without a row in the ledger by then was made by a process that died before it sent anything.
NEVER_SENT_AFTER = timedelta(minutes=5)
NEVER_SENT = "The program ended before it was sent: nothing was changed, and it may be asked again."
OPEN = (ChangeState.PLANNED, ChangeState.ASKED)


def follow(change: InsuranceChange, *, now: datetime) -> None:
    """Bring an open change to what the ledger says of its request, and the rows of its place with it."""
    change.refresh_from_db()
    if change.state not in OPEN:
        return
    log = OperationLog.objects.filter(key=change.key).first()
    if log is None:
        if now - change.asked_at > NEVER_SENT_AFTER:
            _move(change, ChangeState.REFUSED, None, NEVER_SENT, now)
        return
    if log.state in NOTHING_CAME:
        _move(change, ChangeState.REFUSED, log, log.error_sentence, now)
        if log.error_code == "conflict":
            keeping.note_managed_elsewhere(change.place, log.error_sentence, now=now)
    elif log.state != OperationState.PLANNED:
        _move(change, ChangeState.ASKED, log, log.error_sentence, None)


def _move(
    change: InsuranceChange, state: ChangeState, log: OperationLog | None, sentence: str, settled_at: datetime | None
) -> None:
    values = {"state": state, "operation": log, "sentence": sentence, "settled_at": settled_at}
    if InsuranceChange.objects.filter(pk=change.pk, state__in=OPEN).update(**values):
        keeping.show_asked(change.place)
    change.refresh_from_db()
