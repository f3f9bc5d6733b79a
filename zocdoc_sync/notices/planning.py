"""Plan mail about alerts that have opened: one e-mail a person for what opened together, once a fault."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from zocdoc_sync.enums import MailKind
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.mailbox import has_server
from zocdoc_sync.models import Alert, AlertMail
from zocdoc_sync.notices.readers import readers, seen_by

# A fault that ends by itself sooner is in the digest only; what opens meanwhile goes into the same mail.
SETTLES = timedelta(minutes=1)
# One that comes and goes is mailed again after this long at the earliest.
AGAIN = timedelta(hours=4)
ATTEMPTS = 20


def plan_due_mail(now: datetime) -> int:
    """Plan the mail about alerts that opened a minute ago or earlier, and return how many mails."""
    untold = Alert.objects.filter(told_at__isnull=True, closed_at__isnull=True)
    if not untold.filter(opened_at__lte=now - SETTLES).exists():
        return 0
    with transaction.atomic():
        mine = [one for one in untold.select_related("connection").order_by("pk") if _claimed(one, now)]
        if not mine or not has_server():
            return 0
        return sum(_planned(person, seen_by(person, mine), now) for person in readers("alerts"))


def _claimed(alert: Alert, now: datetime) -> bool:
    """Mark an alert as told of; return whether this process did, and nobody was told of the same fault just now."""
    earlier = Alert.objects.filter(fault=alert.fault, told_at__gt=now - AGAIN).exclude(pk=alert.pk)
    before = earlier.order_by("-told_at").values_list("told_at", flat=True).first()
    # The earlier time is passed on: a fault that comes and goes for days is mailed every four hours.
    told = Alert.objects.filter(pk=alert.pk, told_at__isnull=True).update(told_at=before or now)
    return bool(told) and before is None


def _planned(person: User, alerts: Sequence[Alert], now: datetime) -> bool:
    if not alerts:
        return False
    return make_mail(MailKind.OPENED, f"{alerts[0].pk}", person, alerts, now)


def make_mail(kind: MailKind, subject: str, person: User, alerts: Sequence[Alert], now: datetime) -> bool:
    """Write down a mail with the job that sends it; return whether it was not there yet."""
    key = f"{kind}:{subject}:{person.pk}"
    with transaction.atomic():
        row, made = AlertMail.objects.get_or_create(key=key, defaults={"kind": kind, "person": person, "made_at": now})
        if made:
            row.alerts.set(alerts)
            plan("alerts.mail", {"mail_id": row.pk}, now=now, key=f"mail:{row.pk}", max_attempts=ATTEMPTS)
    return made
