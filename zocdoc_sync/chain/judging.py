"""Check the chain, keep what was found for the console, and tell of a break."""

from datetime import datetime

from zocdoc_sync.alerts import close_alert, raise_alert
from zocdoc_sync.chain.checking import Verdict, check
from zocdoc_sync.chain.ends import ROW
from zocdoc_sync.enums import AlertCode
from zocdoc_sync.models import AuditChain

FAULT = "audit chain"


def judge(now: datetime, seen: tuple[int, str] | None = None) -> Verdict:
    """Check the chain; a fault opens an alert, and a whole chain closes it."""
    verdict = check(seen)
    AuditChain.objects.filter(pk=ROW).update(checked_at=now, checked_sentence=verdict.sentence[:300])
    if verdict.fault:
        tell(verdict.fault.sentence, now=now)
    else:
        close_alert(FAULT, now=now)
    return verdict


def tell(sentence: str, *, now: datetime) -> None:
    """Open the alert of a broken chain, or count one more."""
    raise_alert(AlertCode.AUDIT_BROKEN, FAULT, f"{sentence} “check_audit” says more.", now=now)
