"""The keys of a connection: they go in and never come out; several hold while one takes another's place."""

from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest

from zocdoc_sync import audit
from zocdoc_sync.client.webhook_signature import WebhookRefused, key_bytes
from zocdoc_sync.encryption.sealing import SealBroken
from zocdoc_sync.models import Connection, WebhookKey

MOST_KEYS = 4


class KeyRefused(Exception):
    """The key cannot be stored; the text says why."""


def keys_at(connection: Connection, at: datetime) -> list[str]:
    """Return the keys that held at a time; one whose encryption key is lost signs nothing."""
    held = Q(retired_at__isnull=True) | Q(retired_at__gt=at)
    return [key for row in WebhookKey.objects.of(connection).filter(held) if (key := _opened(row)) is not None]


def live_keys(connection: Connection) -> list[WebhookKey]:
    """Return the rows of the keys that hold, oldest first."""
    return list(WebhookKey.objects.of(connection).filter(retired_at__isnull=True))


def add_key(connection: Connection, text: str, *, request: HttpRequest, now: datetime) -> WebhookKey:
    """Store a key, once; raise KeyRefused for one that is no base64 of 16 bytes or more, or when there are too many."""
    key = "".join(text.split())
    try:
        key_bytes(key)
    except WebhookRefused:
        raise KeyRefused("The key is the text in base64 that Zocdoc gave you, of at least 16 bytes.") from None
    live = live_keys(connection)
    if same := next((row for row in live if _opened(row) == key), None):
        return same
    if len(live) >= MOST_KEYS:
        raise KeyRefused(f"There are {MOST_KEYS} keys already: retire one first.")
    row: WebhookKey = WebhookKey.objects.create(
        connection=connection, secret=key, added_at=now, added_by_id=request.user.pk,
        added_by_label=request.user.get_username(),
    )  # fmt: skip
    _record("webhook_key.added", row, request=request, now=now)
    return row


def retire_key(row: WebhookKey, *, request: HttpRequest, now: datetime) -> None:
    """Accept nothing that is signed with this key from now on."""
    if WebhookKey.objects.filter(pk=row.pk, retired_at__isnull=True).update(retired_at=now):
        _record("webhook_key.retired", row, request=request, now=now)


def _record(action: str, row: WebhookKey, *, request: HttpRequest, now: datetime) -> None:
    audit.record(action, request=request, now=now, subject=f"webhook key {row.pk}", connection=row.connection)


def _opened(row: WebhookKey) -> str | None:
    try:
        return str(row.secret)
    except SealBroken:
        return None
