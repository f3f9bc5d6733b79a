"""Tokens of a connection: shared by all processes, renewed early, one renewal at a time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from zocdoc_sync.client.refusals import NOT_ACCEPTED
from zocdoc_sync.connections import token_rows
from zocdoc_sync.connections.token_requests import request_tokens
from zocdoc_sync.connections.trouble import needs_reconnecting
from zocdoc_sync.coordination.leases import leased
from zocdoc_sync.encryption.sealing import SealBroken
from zocdoc_sync.enums import ConnectionState
from zocdoc_sync.errors import NeverSent, NoAnswer, TokenRefused, ZocdocError
from zocdoc_sync.models import Connection, ConnectionToken
from zocdoc_sync.models.connection_rules import CANNOT_BE_OPENED

# Longer than a token request can take.
LEASE_SECONDS = 60
WAIT_SECONDS = 50
NAP_SECONDS = 0.1
# A token that is refused so soon after it was given was never good.
NEW_FOR = timedelta(minutes=1)


class ConnectionTokens:
    """The access token of one connection, for the sender."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rejected_at: datetime | None = None

    def token(self) -> str:
        """Return a token that is good for now; raise TokenRefused, or NeverSent when none can be had just now.

        A failure here is never NoAnswer: what the token was for has not been sent.
        """
        with self._unsealed():
            row = token_rows.of(self._connection)
            if token_rows.is_fresh(row, timezone.now()):
                return str(row.access_token)
            return self._renewed(row, forced=False)

    def renew(self) -> str:
        """Get a new token whatever the old one is still good for, after a refusal too; raise as `token` does."""
        with self._unsealed():
            return self._renewed(token_rows.of(self._connection), forced=True)

    def rejected(self, token: str) -> None:
        """Forget a token that was answered with 401; give the account up when it was a new one in place of another."""
        row, now = token_rows.of(self._connection), timezone.now()
        if row.access_token != token:
            return
        token_rows.spoil(row)
        given = row.obtained_at
        if self._rejected_at and given and given >= self._rejected_at and now - given < NEW_FOR:
            needs_reconnecting(self._connection, NOT_ACCEPTED, now=now)
        self._rejected_at = now

    @contextmanager
    def _unsealed(self) -> Iterator[None]:
        """Give the account up when what it signs in with cannot be opened."""
        try:
            yield
        except SealBroken:
            needs_reconnecting(self._connection, CANNOT_BE_OPENED, now=timezone.now())
            raise TokenRefused(CANNOT_BE_OPENED) from None

    def _renewed(self, seen: ConnectionToken, *, forced: bool) -> str:
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            with leased(f"token:{self._connection.pk}", seconds=LEASE_SECONDS) as held:
                if held is not None:
                    return self._renewed_alone(seen, forced=forced)
            row = token_rows.of(self._connection)
            # Another process is at it: its token will do, and until then the old one does while it lives.
            if token_rows.lives(row, timezone.now()) and (not forced or row.generation != seen.generation):
                return str(row.access_token)
            time.sleep(NAP_SECONDS)
        raise NeverSent("Another process is renewing this account's token and did not finish in time.")

    def _renewed_alone(self, seen: ConnectionToken, *, forced: bool) -> str:
        # A token request must not hang in a transaction, nor may one roll back the token that it brings.
        with transaction.atomic(durable=True):
            row = token_rows.of(self._connection)
        if row.generation != seen.generation and token_rows.lives(row, timezone.now()):
            return str(row.access_token)
        connection = self._as_it_is(forced=forced)
        try:
            tokens = request_tokens(connection, row.refresh_token)
        except TokenRefused as error:
            # Credentials that were put in place of these meanwhile have not been tried.
            if token_rows.of(connection).generation == row.generation:
                needs_reconnecting(self._connection, error.sentence, now=timezone.now())
            raise
        except ZocdocError as error:
            return self._old(row, error, forced=forced)
        if not token_rows.keep(connection, tokens, now=timezone.now(), seen=row.generation):
            raise NeverSent("This account's credentials were changed meanwhile; nothing was sent.")
        return tokens.access_token

    @staticmethod
    def _old(row: ConnectionToken, error: ZocdocError, *, forced: bool) -> str:
        """Use the old token while it lives: a token endpoint that is down must not stop a good connection."""
        now = timezone.now()
        if not forced and token_rows.lives(row, now) and token_rows.put_off(row, now):
            return str(row.access_token)
        if not isinstance(error, NoAnswer):
            raise error
        raise NeverSent(f"No token could be had, so nothing was sent. {error.sentence}", status=error.status) from None

    def _as_it_is(self, *, forced: bool) -> Connection:
        """Return the connection as it is stored now; raise TokenRefused without a request when it was given up."""
        connection: Connection | None = Connection.objects.filter(pk=self._connection.pk).first()
        if connection is None:
            raise TokenRefused("The connection does not exist any more.")
        if connection.state == ConnectionState.NEEDS_RECONNECTING and not forced:
            raise TokenRefused(connection.state_sentence)
        return connection
