"""The daily digest: what is open, and what has closed since the last one; nothing when there is nothing."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q

from zocdoc_sync.enums import MailKind
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.mailbox import has_server
from zocdoc_sync.models import Alert, AlertMail
from zocdoc_sync.notices.planning import make_mail
from zocdoc_sync.notices.readers import readers, seen_by

DAY, LONGEST = timedelta(days=1), timedelta(days=7)


def plan_digests(payload: dict[str, Any], context: JobContext) -> None:  # noqa: ARG001 (every task has one)
    """Plan the day's digest of everybody who gets one."""
    digest_all(context.now)


def digest_all(now: datetime) -> int:
    """Plan a digest for each person with something to tell, once a local day; return how many."""
    if not has_server():
        return 0
    day = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return sum(_planned(person, day.isoformat(), now) for person in readers("digest"))


def _planned(person: User, day: str, now: datetime) -> bool:
    told = Q(closed_at__isnull=True) | Q(closed_at__gt=_since(person, now), closed_at__lte=now)
    alerts = Alert.objects.filter(told, opened_at__lte=now).select_related("connection").order_by("pk")
    seen = seen_by(person, alerts)
    return bool(seen) and make_mail(MailKind.DIGEST, day, person, seen, now)


def _since(person: User, now: datetime) -> datetime:
    """Return from when on closed alerts are told of: the last digest, a day ago without one, a week ago at most."""
    last = AlertMail.objects.filter(person=person, kind=MailKind.DIGEST, made_at__gt=now - LONGEST)
    return last.order_by("-made_at").values_list("made_at", flat=True).first() or now - DAY
