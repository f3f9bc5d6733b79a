"""Send a planned mail: once, and not again when nobody can tell how far it came."""

from datetime import datetime, timedelta
from typing import Any

from zocdoc_sync.enums import MailKind, MailState
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.jobs.outcomes import GiveUp, Postpone
from zocdoc_sync.mailbox import Handed, hand_over
from zocdoc_sync.models import Alert, AlertMail
from zocdoc_sync.notices.letters import letter
from zocdoc_sync.notices.readers import may_get, seen_by

AGAIN_SECONDS = 300
LONGEST = timedelta(days=1)
ENDS = {Handed.TAKEN: MailState.SENT, Handed.REFUSED: MailState.REFUSED, Handed.UNKNOWN: MailState.UNKNOWN}


def send_mail(payload: dict[str, Any], context: JobContext) -> None:
    """Send one mail; raise Postpone while the mail server cannot take it, GiveUp after a day of that."""
    mail = AlertMail.objects.select_related("person").filter(pk=payload["mail_id"]).first()
    if mail is None:
        return
    if mail.state == MailState.SENDING:
        # A worker died while it was at it: the mail may be on its way.
        _move(mail, MailState.SENDING, MailState.UNKNOWN, context.now)
        return
    alerts = _still_wanted(mail)
    if not alerts:
        _move(mail, MailState.WAITING, MailState.DROPPED, context.now)
        return
    message = letter(mail, alerts)
    message.message()  # built before anything is opened: a fault in it is no unknown outcome
    if not _move(mail, MailState.WAITING, MailState.SENDING, None):
        return
    _ended(mail, hand_over(message), context.now)


def _still_wanted(mail: AlertMail) -> list[Alert]:
    """Return the alerts of a mail that its person may still see; what has closed meanwhile is for the digest."""
    if not may_get(mail.person) or not mail.person.email:
        return []
    alerts = mail.alerts.select_related("connection").order_by("pk")
    if mail.kind == MailKind.OPENED:
        alerts = alerts.filter(closed_at__isnull=True)
    return seen_by(mail.person, alerts)


def _ended(mail: AlertMail, handed: Handed, now: datetime) -> None:
    if handed in ENDS:
        _move(mail, MailState.SENDING, ENDS[handed], now)
        return
    if now - mail.made_at > LONGEST:
        _move(mail, MailState.SENDING, MailState.REFUSED, now)
        raise GiveUp("mail_server", "The mail server took no mail for a day. Check EMAIL_URL.")
    _move(mail, MailState.SENDING, MailState.WAITING, None)
    raise Postpone(AGAIN_SECONDS, "The mail server cannot be reached or takes no mail right now: nothing was sent.")


def _move(mail: AlertMail, before: MailState, after: MailState, now: datetime | None) -> bool:
    """Move the mail from one state to another; return whether this process did."""
    return bool(AlertMail.objects.filter(pk=mail.pk, state=before).update(state=after, ended_at=now))
