"""Alerts by e-mail: one mail when a fault begins, and a digest each day; both without patient data."""

import logging
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q, QuerySet
from django.urls import reverse

from zocdoc_sync.enums import AlertCode, JobState
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Alert, Connection, Job

log = logging.getLogger(__name__)
# What is older when the mail server first works is told by the digest alone.
FRESH, DAY = timedelta(hours=1), timedelta(days=1)
TIMEOUT = 15
NO_SERVER = ("django.core.mail.backends.console.EmailBackend", "django.core.mail.backends.dummy.EmailBackend")
ADMINISTERS, BUILDS = "zocdoc_sync.change_alert", "workflows_app.change_workflow"
OF_WORKFLOWS = (AlertCode.WORKFLOW_LOOP, AlertCode.WORKFLOW_PAUSED, AlertCode.TRIGGER_STALE)
Payload = dict[str, Any]


class NotSent(Exception):
    """The mail server provably took nothing."""


def tell_new(payload: Payload, context: JobContext) -> None:  # noqa: ARG001 (the signature of handlers)
    """Mail each alert that has just been opened to those who look after it, once for a fault.

    It is marked as told before the mail leaves: a process that dies in between costs a mail, never sends a second.
    """
    if settings.EMAIL_BACKEND in NO_SERVER:
        return
    for alert in _untold(context.now):
        readers = _readers(alert)
        if readers and _untold(context.now).filter(pk=alert.pk).update(told_at=context.now):
            try:
                _send(readers, f"Slotdesk: {alert.get_code_display()}", _text([alert], "What happened:"))
            except NotSent:
                Alert.objects.filter(pk=alert.pk).update(told_at=None)
                log.warning("the mail server takes no mail: alert %s is told later", alert.pk)
                return


def plan_digests(payload: Payload, context: JobContext) -> None:  # noqa: ARG001 (the signature of handlers)
    """Plan a digest for each person who has something to read; each is performed at most once a day."""
    if settings.EMAIL_BACKEND in NO_SERVER:
        return
    for person in _people():
        key = f"digest:{person.pk}:{context.now:%Y-%m-%d}"
        known = Job.objects.filter(kind="alerts.digest", key=key).exclude(state=JobState.WAITING).exists()
        if not known and _rows_of(person, context.now):
            plan("alerts.digest", {"person_id": person.pk}, now=context.now, key=key, max_attempts=1)


def send_digest(payload: Payload, context: JobContext) -> None:
    """Mail one person what is open and what ended since yesterday; nothing when there is nothing."""
    person = _people().filter(pk=payload["person_id"]).first()
    rows = _rows_of(person, context.now) if person else []
    if person is None or not rows:
        return
    still, over = [one for one in rows if one.closed_at is None], [one for one in rows if one.closed_at]
    parts = [_text(still, "Open now:") if still else "", _text(over, "Ended since yesterday:") if over else ""]
    subject = f"Slotdesk: {len(still)} open alert{'' if len(still) == 1 else 's'}"
    try:
        _send([person], subject, "\n".join(part for part in parts if part))
    except NotSent:
        log.warning("the mail server takes no mail: the digest of person %s is left out today", person.pk)


def _untold(now: datetime) -> QuerySet[Alert]:
    rows: QuerySet[Alert] = Alert.objects.filter(told_at=None, closed_at=None, opened_at__gt=now - FRESH)
    return rows.order_by("pk")


def _people() -> QuerySet[User]:
    return User.objects.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk")


def _readers(alert: Alert) -> list[User]:
    return [one for one in _people() if _looks_after(one, alert.code) and _sees(one, alert)]


def _looks_after(person: User, code: str) -> bool:
    return person.has_perm(ADMINISTERS) or (code in OF_WORKFLOWS and person.has_perm(BUILDS))


def _sees(person: User, alert: Alert) -> bool:
    return alert.connection_id is None or Connection.objects.visible_to(person).filter(pk=alert.connection_id).exists()


def _rows_of(person: User, now: datetime) -> list[Alert]:
    mine = Q(connection__isnull=True) | Q(connection__in=Connection.objects.visible_to(person))
    recent = Q(closed_at__isnull=True) | Q(closed_at__gt=now - DAY)
    rows = Alert.objects.filter(mine, recent).order_by("opened_at", "pk")
    return [one for one in rows[:100] if _looks_after(person, one.code)]


def _text(alerts: Iterable[Alert], heading: str) -> str:
    lines = [heading, ""]
    for alert in alerts:
        times = f" ({alert.count} times)" if alert.count > 1 else ""
        lines += [f"- {alert.get_code_display()}: {alert.sentence}{times}", *_link(alert)]
    return "\n".join([*lines, ""])


def _link(alert: Alert) -> list[str]:
    path = reverse("admin:zocdoc_sync_alert_change", args=(alert.pk,))
    return [f"  {settings.CONSOLE_URL.rstrip('/')}{path}"] if settings.CONSOLE_URL else []


def _send(people: Iterable[User], subject: str, text: str) -> None:
    """Hand one mail a person to the mail server; raise NotSent while nothing has been taken."""
    server = get_connection(fail_silently=False, timeout=TIMEOUT)
    try:
        server.open()
    except (smtplib.SMTPException, OSError):
        raise NotSent from None
    try:
        for person in people:
            # One mail for each: nobody reads the others' addresses.
            mail = EmailMessage(" ".join(subject.split()), text, to=[person.email], connection=server)
            _hand_over(mail, person)
    finally:
        server.close()


def _hand_over(mail: EmailMessage, person: User) -> None:
    try:
        mail.send()
    except Exception as error:  # noqa: BLE001 (one address that is refused must not keep the mail from the others)
        log.warning("an alert's mail to person %s failed (%s)", person.pk, type(error).__name__)
