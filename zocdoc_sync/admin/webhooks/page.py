"""A connection's webhooks: the address for Zocdoc, the keys (in, never out), and what came of deliveries."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import page, say_and_go, visible_or_404
from zocdoc_sync.admin.times import console_time, span
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.models import Connection, WebhookKey, WebhookOutcome
from zocdoc_sync.webhooks.keys import MOST_KEYS, KeyRefused, add_key, live_keys, retire_key
from zocdoc_sync.webhooks.status import COUNTED_DAYS, status_of

TEMPLATE = "console/connections/webhooks.html"


def webhook_urls(admin: ConsoleModelAdmin) -> list[URLPattern]:
    """Return the addresses of the page and of its buttons."""
    wrap = admin.admin_site.admin_view
    return [
        path("<int:pk>/webhooks/", wrap(partial(webhooks, admin)), name="connection_webhooks"),
        path("<int:pk>/webhooks/keys/<int:key>/retire/", wrap(partial(retire, admin)), name="webhook_key_retire"),
    ]


def webhooks(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page (GET), or store a key (POST)."""
    connection: Connection = visible_or_404(admin, request, pk)
    if request.method != "POST":
        return _shown(admin, request, connection)
    if not admin.has_change_permission(request, connection):
        raise PermissionDenied
    try:
        key_of(request, _purpose(connection))
        add_key(connection, request.POST.get("key", ""), request=request, now=timezone.now())
    except (StaleForm, KeyRefused) as refused:
        return _shown(admin, request, connection, str(refused), status=400)
    said = "The key is stored and holds from now on. It is never shown again."
    return say_and_go(request, _page_of(connection), said, ok=True)


def retire(admin: ConsoleModelAdmin, request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Retire a key (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    connection: Connection = visible_or_404(admin, request, pk)
    if not admin.has_change_permission(request, connection):
        raise PermissionDenied
    row = WebhookKey.objects.of(connection).filter(pk=key).first()
    if row is None:
        raise Http404
    try:
        key_of(request, _purpose(connection))
    except StaleForm as stale:
        return say_and_go(request, _page_of(connection), str(stale), ok=False)
    retire_key(row, request=request, now=timezone.now())
    said = "The key is retired: what is signed with it is refused from now on."
    return say_and_go(request, _page_of(connection), said, ok=True)


def address_for(connection: Connection, request: HttpRequest) -> str:
    """Return the address that Zocdoc is to call."""
    place = reverse("zocdoc-webhook", args=(connection.uid,))
    return f"{settings.CONSOLE_URL}{place}" if settings.CONSOLE_URL else request.build_absolute_uri(place)


def _shown(
    admin: ConsoleModelAdmin, request: HttpRequest, connection: Connection, fault: str = "", *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    known = status_of(connection, now)
    keys = live_keys(connection)
    refused = [(outcome, number) for outcome, number in known.counts.items() if outcome != WebhookOutcome.ACCEPTED]
    context: dict[str, Any] = {
        "original": connection,
        "fault": fault,
        "known": known,
        "last": f"{console_time(known.last_at)}, {span(now - known.last_at)} ago" if known.last_at else "",
        "accepted": known.counts.get(WebhookOutcome.ACCEPTED, 0),
        "refused": [(outcome.label, number) for outcome, number in refused],
        "days": COUNTED_DAYS,
        "keys": [(row.pk, console_time(row.added_at), row.added_by_label) for row in keys],
        "is_full": len(keys) >= MOST_KEYS,
        "address": address_for(connection, request),
        "may_change": admin.has_change_permission(request, connection),
        "form_token": issue(request, _purpose(connection)),
    }
    return page(request, admin, TEMPLATE, f"Webhooks of {connection.name}", status=status, **context)


def _purpose(connection: Connection) -> str:
    return f"webhook-keys:{connection.pk}"


def _page_of(connection: Connection) -> str:
    return reverse("admin:connection_webhooks", args=(connection.pk,))
