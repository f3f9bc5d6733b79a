"""The words of a mail about alerts: what, where and since when, and a link; never patient data."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from zocdoc_sync.enums import AlertCode, MailKind
from zocdoc_sync.mailbox import message_id
from zocdoc_sync.models import Alert, AlertMail

MOST = 50
# Mail is not sealed on its way. Sentences made of the installation's own words travel with it; the others may hold an
# appointment's times or what Zocdoc answered, and are read in the console.
SAID = frozenset(
    {
        AlertCode.NEEDS_RECONNECTING, AlertCode.SYNC_INCOMPLETE, AlertCode.CLOCK_SKEW, AlertCode.CLOCK_FAULT,
        AlertCode.WORKFLOW_LOOP, AlertCode.WORKFLOW_PAUSED, AlertCode.TRIGGER_STALE,
        AlertCode.AUDIT_BROKEN,
    }
)  # fmt: skip


def letter(mail: AlertMail, alerts: Sequence[Alert]) -> EmailMessage:
    """Return the e-mail about these alerts to the mail's person."""
    write = _digest if mail.kind == MailKind.DIGEST else _opened
    subject, parts = write(alerts)
    body = "\n\n".join([*parts, _why()])
    return EmailMessage(
        f"Slotdesk: {subject}", f"{body}\n", to=[mail.person.email], headers={"Message-ID": message_id(mail.key)}
    )


def _opened(alerts: Sequence[Alert]) -> tuple[str, list[str]]:
    first, more = alerts[0], len(alerts) - 1
    subject = _headline(first) + (f", and {more} more" if more else "")
    return subject, _listed(alerts)


def _digest(alerts: Sequence[Alert]) -> tuple[str, list[str]]:
    opened = [one for one in alerts if one.closed_at is None]
    closed = [one for one in alerts if one.closed_at is not None]
    parts: list[str] = []
    if opened:
        parts += [f"OPEN: {len(opened)}", *_listed(opened)]
    if closed:
        parts += [f"CLOSED: {len(closed)}", *_listed(closed)]
    return f"{len(opened)} open, {len(closed)} closed", parts


def _listed(alerts: Sequence[Alert]) -> list[str]:
    more = len(alerts) - MOST
    return [_told(one) for one in alerts[:MOST]] + ([f"… and {more} more."] if more > 0 else [])


def _told(alert: Alert) -> str:
    lines = [_headline(alert)]
    if alert.code in SAID:
        lines.append(" ".join(alert.sentence.split()))
    times = "once" if alert.count == 1 else f"{alert.count} times"
    ended = f", closed {_time(alert.closed_at)}" if alert.closed_at else ""
    lines += [f"Since {_time(alert.opened_at)}, {times}{ended}.", _place(alert)]
    return "\n".join(lines)


def _headline(alert: Alert) -> str:
    about = str(alert.get_code_display())
    whole = f"{about}: {alert.connection.name}" if alert.connection else about
    return " ".join(whole.split())


def _place(alert: Alert) -> str:
    page = reverse("admin:zocdoc_sync_alert_change", args=(alert.pk,))
    return f"{settings.CONSOLE_URL}{page}" if settings.CONSOLE_URL else f"In the console: Alerts, number {alert.pk}"


def _why() -> str:
    page = reverse("admin:alert_mail")
    where = f"{settings.CONSOLE_URL}{page}" if settings.CONSOLE_URL else "Alerts, “My e-mail”"
    return f"-- \nYour role in Slotdesk gets mail about alerts. What you get is yours to choose: {where}"


def _time(moment: datetime) -> str:
    """Return a time in the installation's zone, with its name: an alert belongs to no place."""
    return f"{moment.astimezone(ZoneInfo(settings.TIME_ZONE)):%a %d %b %Y, %H:%M %Z}"
