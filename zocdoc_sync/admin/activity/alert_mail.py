"""“My e-mail”: what a person gets by mail about alerts, which nobody else chooses for them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import page, say_and_go
from zocdoc_sync.admin.times import console_time
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.enums import MailState
from zocdoc_sync.mailbox import has_server
from zocdoc_sync.models import Alert, AlertMail, MailWish
from zocdoc_sync.notices.readers import may_get

TEMPLATE, PURPOSE, SHOWN = "console/alert_mail.html", "alert-mail", 10


def choose(admin: ConsoleModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show what this person gets (GET), and keep what they choose (POST)."""
    if request.method != "POST":
        return _shown(admin, request)
    try:
        key_of(request, PURPOSE)
    except StaleForm as stale:
        return _shown(admin, request, str(stale), status=400)
    wish = {name: request.POST.get(name) == "on" for name in ("alerts", "digest")}
    MailWish.objects.update_or_create(person_id=request.user.pk, defaults=wish)
    audit.record("alert_mail.chosen", request=request, now=timezone.now())
    told = "You get no e-mail about alerts." if not any(wish.values()) else "What you get by e-mail is saved."
    return say_and_go(request, "admin:alert_mail", told, ok=True)


def _shown(admin: ConsoleModelAdmin, request: HttpRequest, fault: str = "", *, status: int = 200) -> HttpResponse:
    wish = MailWish.objects.filter(person=request.user.pk).first() or MailWish()
    mails = AlertMail.objects.filter(person=request.user.pk)[:SHOWN]
    context: dict[str, Any] = {
        "fault": fault,
        "why_none": _why_none(request.user),
        "address": getattr(request.user, "email", ""),
        "wish": wish,
        "mails": [(str(one.get_kind_display()), console_time(one.made_at), _ended(one)) for one in mails],
        "form_token": issue(request, PURPOSE),
        "alerts": reverse("admin:zocdoc_sync_alert_changelist"),
    }
    return page(request, admin, TEMPLATE, "My e-mail about alerts", status=status, **context)


def _why_none(person: Any) -> str:
    """Return why a person gets none whatever they choose, "" when they do."""
    if not may_get(person):
        return "Your role gets no e-mail about alerts. It is the permission “Can get alerts by e-mail”."
    if not person.email:
        return "Your account has no e-mail address: ask an administrator to add it under People."
    return "" if has_server() else "This console has no mail server yet: EMAIL_URL names it."


def _ended(mail: AlertMail) -> str:
    words = str(mail.get_state_display())
    return f"{words} {console_time(mail.ended_at)}" if mail.state == MailState.SENT else words


def told_of(alert: Alert) -> str:
    """Return how many people were written to about an alert, by what came of it."""
    counts: dict[str, int] = {}
    for mail in AlertMail.objects.filter(alerts=alert).order_by("pk"):
        words = str(mail.get_state_display())
        counts[words] = counts.get(words, 0) + 1
    return ", ".join(f"{words}: {number}" for words, number in counts.items()) or "—"
