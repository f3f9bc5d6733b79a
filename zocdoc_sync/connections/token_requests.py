"""Requests to the token endpoint, for both grants, through requests-oauthlib."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error
from requests_oauthlib import OAuth2Session

from zocdoc_sync.client.deadline import DeadlineAdapter, cut_after
from zocdoc_sync.client.exchange import told
from zocdoc_sync.client.safe_address import is_safe_address
from zocdoc_sync.connections.environments import addresses
from zocdoc_sync.connections.sign_in_answers import UNREADABLE, checked, refused
from zocdoc_sync.enums import Grant
from zocdoc_sync.errors import NeverSent, TokenRefused, UnexpectedStatus, UnreadableAnswer
from zocdoc_sync.models import Connection

TIMEOUT = (5, 30)
TOTAL_SECONDS = 40
LIFE_UNLESS_TOLD, SHORTEST_LIFE, LONGEST_LIFE = 3600, 1, 24 * 3600

# Every address is checked by `is_safe_address` before it is used: plain HTTP goes to this machine only.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
# Zocdoc may grant fewer scopes than were asked for; what was granted is kept and shown.
os.environ["OAUTHLIB_RELAX_TOKEN_SCOPE"] = "1"  # noqa: S105 (a switch, not a secret)


@dataclass(frozen=True)
class Tokens:
    """What the token endpoint gave; `expires_in` is seconds from now."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_in: int
    scope: str


def request_tokens(connection: Connection, refresh_token: str | None) -> Tokens:
    """Get an access token for a connection; raise TokenRefused, or what the endpoint's failure was."""
    if connection.grant == Grant.CLIENT_CREDENTIALS:
        return _by_client_credentials(connection)
    if not refresh_token:
        raise TokenRefused("Nobody has approved this account yet, or the approval has ended. Connect it by browser.")
    return _by_refresh_token(connection, refresh_token)


def exchange_code(connection: Connection, *, code: str, code_verifier: str, redirect_uri: str) -> Tokens:
    """Turn the code of a person's approval into tokens; raise as `request_tokens` does."""
    session = _prepared(OAuth2Session(client_id=connection.client_id, redirect_uri=redirect_uri))
    return _asked(
        connection,
        lambda url, audience: session.fetch_token(
            url, code=code, code_verifier=code_verifier, audience=audience, include_client_id=True, timeout=TIMEOUT
        ),
    )


def _by_client_credentials(connection: Connection) -> Tokens:
    client = BackendApplicationClient(client_id=connection.client_id, scope=connection.scopes.split() or None)
    session = _prepared(OAuth2Session(client=client))
    secret = connection.client_secret or ""
    return _asked(
        connection,
        lambda url, audience: session.fetch_token(
            url, client_secret=secret, audience=audience, include_client_id=True, timeout=TIMEOUT
        ),
    )


def _by_refresh_token(connection: Connection, refresh_token: str) -> Tokens:
    session = _prepared(OAuth2Session(client_id=connection.client_id))
    return _asked(
        connection,
        lambda url, _audience: session.refresh_token(
            url, refresh_token=refresh_token, client_id=connection.client_id, timeout=TIMEOUT
        ),
    )


def _prepared(session: Any) -> Any:
    session.trust_env = False  # a proxy variable or a .netrc must not see the secret
    session.max_redirects = 0  # nor another server, by a redirect that keeps the body
    for scheme in ("https://", "http://"):
        session.mount(scheme, DeadlineAdapter())
    for moment in ("access_token_response", "refresh_token_response"):
        session.register_compliance_hook(moment, checked)
    return session


def _asked(connection: Connection, ask: Callable[[str, str], Any]) -> Tokens:
    where = addresses(connection)
    if not is_safe_address(where.token_url):
        raise NeverSent("The token address must begin with https:// (http:// only on this machine).")
    try:
        with cut_after(TOTAL_SECONDS):
            return _tokens(ask(where.token_url, where.audience), asked=connection.scopes)
    except OAuth2Error as error:
        raise refused(connection.grant, error) from None
    except requests.TooManyRedirects:
        raise UnexpectedStatus(
            "Zocdoc's sign-in points to another address, which was not followed: is the token address right?"
        ) from None
    except requests.RequestException as error:
        raise told(error) from None  # the error's own text may hold what was sent
    except (ValueError, TypeError, OverflowError):
        raise UnreadableAnswer(UNREADABLE) from None


def _tokens(given: Any, *, asked: str) -> Tokens:
    # Without a word on scopes, those that were asked for are granted (RFC 6749, section 5.1).
    scope = given.get("scope") or asked
    life = int(given.get("expires_in") or LIFE_UNLESS_TOLD)
    return Tokens(
        access_token=str(given["access_token"]),
        refresh_token=given.get("refresh_token") or None,
        expires_in=min(max(life, SHORTEST_LIFE), LONGEST_LIFE),
        scope=" ".join(scope) if isinstance(scope, list) else str(scope),
    )
