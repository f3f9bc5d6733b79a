"""Save a connection as a person edited it; new credentials are tried anew."""

from typing import Any

from django.db import transaction

from zocdoc_sync.connections import token_rows
from zocdoc_sync.encryption.sealing import SealBroken
from zocdoc_sync.enums import ConnectionState
from zocdoc_sync.models import Connection

SIGN_IN = (
    "environment", "grant", "client_id", "client_secret", "scopes", "api_url", "token_url", "authorize_url", "audience",
)  # fmt: skip


def save(connection: Connection) -> bool:
    """Store a new or edited connection; return whether what it signs in with is new.

    Then its tokens and what was known of its credentials are forgotten, so that it is tried and polled again.
    """
    if connection.pk is None:
        connection.save()
        return True
    with transaction.atomic():
        before = Connection.objects.select_for_update().get(pk=connection.pk)
        # What the worker notes meanwhile, such as the last poll, stays: only what a person edits is written.
        connection.save(update_fields=[field.name for field in _edited()])
        renewed = any(_value(before, name) != _value(connection, name) for name in SIGN_IN)
        if renewed:
            _start_over(connection)
    return renewed


def _edited() -> list[Any]:
    return [field for field in Connection._meta.concrete_fields if field.editable and not field.primary_key]


def _value(connection: Connection, name: str) -> object:
    try:
        return getattr(connection, name)
    except SealBroken:
        return None  # a secret whose key is lost signs nobody in


def _start_over(connection: Connection) -> None:
    token_rows.forget(connection)
    Connection.objects.filter(pk=connection.pk).update(
        state=ConnectionState.NEW, state_sentence="", state_since=None, rejections=0, next_poll_at=None
    )
    connection.refresh_from_db(fields=["state", "state_sentence", "state_since", "rejections", "next_poll_at"])
