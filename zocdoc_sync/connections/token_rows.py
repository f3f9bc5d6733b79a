"""The row that holds a connection's tokens; its generation tells whether they are still those that one saw."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from zocdoc_sync.connections.token_requests import Tokens
from zocdoc_sync.models import Connection, ConnectionToken

REFRESH_AT_SHARE = 0.8
TRY_AGAIN_AFTER = timedelta(seconds=30)


def of(connection: Connection) -> ConnectionToken:
    """Return the connection's tokens; an unsaved, empty row when it has none."""
    return ConnectionToken.objects.filter(connection_id=connection.pk).first() or ConnectionToken(connection=connection)


def is_fresh(row: ConnectionToken, now: datetime) -> bool:
    """Tell whether the token lives and need not be renewed yet."""
    return lives(row, now) and row.refresh_at is not None and row.refresh_at > now


def lives(row: ConnectionToken, now: datetime) -> bool:
    """Tell whether the token may still be sent."""
    return row.expires_at is not None and row.expires_at > now


def keep(connection: Connection, tokens: Tokens, *, now: datetime, seen: int | None = None) -> bool:
    """Store new tokens before they are used, so that a rotated refresh token is never lost.

    With `seen`, return False and store nothing when the row has had another generation since: they belong to
    credentials that were replaced meanwhile.
    """
    with transaction.atomic():
        ConnectionToken.objects.get_or_create(connection=connection)
        row = ConnectionToken.objects.select_for_update().get(connection=connection)
        if seen not in {None, row.generation}:
            return False
        row.access_token = tokens.access_token
        row.refresh_token = tokens.refresh_token or row.refresh_token
        row.scope = tokens.scope or row.scope
        row.obtained_at = now
        row.refresh_at = now + timedelta(seconds=tokens.expires_in * REFRESH_AT_SHARE)
        row.expires_at = now + timedelta(seconds=tokens.expires_in)
        row.generation += 1
        row.save()
    return True


def forget(connection: Connection) -> None:
    """Forget all tokens of a connection, and make those worthless that are being asked for right now."""
    ConnectionToken.objects.get_or_create(connection=connection)
    ConnectionToken.objects.filter(connection=connection).update(
        access_token=None,
        refresh_token=None,
        scope="",
        obtained_at=None,
        refresh_at=None,
        expires_at=None,
        generation=F("generation") + 1,
    )


def spoil(row: ConnectionToken) -> None:
    """Send this access token no more; a refresh token stays."""
    ConnectionToken.objects.filter(pk=row.pk, generation=row.generation).update(refresh_at=None, expires_at=None)


def put_off(row: ConnectionToken, now: datetime) -> bool:
    """Try the next renewal a little later; return whether the token lives until then."""
    ConnectionToken.objects.filter(pk=row.pk, generation=row.generation).update(refresh_at=now + TRY_AGAIN_AFTER)
    return lives(row, now)
