"""A person's approval: authorization code with PKCE, begun in a session and finished in the same one."""

import secrets
from collections.abc import Mapping, MutableMapping
from datetime import datetime
from typing import Any

from oauthlib.oauth2 import WebApplicationClient
from oauthlib.oauth2.rfc6749.clients.base import Client as OAuthClient
from requests_oauthlib import OAuth2Session

from zocdoc_sync.client.safe_address import is_safe_address
from zocdoc_sync.connections import token_rows
from zocdoc_sync.connections.environments import addresses
from zocdoc_sync.connections.scoping import visible_connection
from zocdoc_sync.connections.token_requests import exchange_code
from zocdoc_sync.connections.trouble import is_ready
from zocdoc_sync.enums import Grant
from zocdoc_sync.models import Connection
from zocdoc_sync.models.scoping import Person

SESSION_KEY = "zocdoc_consent"
LIVES_SECONDS = 10 * 60
METHOD = "S256"
OFFLINE = "offline_access"
# What is asked for when nobody said it: a person's approval without scopes would open nothing.
USUAL = ("external.appointment.read", "external.appointment.write", "external.schedulable_entity.read")
ENDED = "Zocdoc ended the approval. Press “Connect by browser” again."


class ConsentFailed(Exception):
    """The approval did not come about; the text is one sentence for the person."""


Session = MutableMapping[str, Any]


def begin(session: Session, connection: Connection, redirect_uri: str, *, now: datetime) -> str:
    """Return the address where the person approves; what proves the answer stays in the session.

    Raise ConsentFailed when the address is not one to send a person to.
    """
    verifier, state = OAuthClient(connection.client_id).create_code_verifier(64), secrets.token_urlsafe(32)
    where = addresses(connection)
    if not is_safe_address(where.authorize_url):
        raise ConsentFailed("The authorize address must begin with https:// (http:// only on this machine).")
    session[SESSION_KEY] = {
        "connection": connection.pk,
        "state": state,
        "verifier": verifier,
        "redirect_uri": redirect_uri,
        "until": now.timestamp() + LIVES_SECONDS,
    }
    asking = OAuth2Session(
        client=WebApplicationClient(connection.client_id), redirect_uri=redirect_uri, scope=_scopes(connection)
    )
    challenge = OAuthClient(connection.client_id).create_code_challenge(verifier, METHOD)
    url, _state = asking.authorization_url(
        where.authorize_url,
        state=state,
        audience=where.audience,
        code_challenge=challenge,
        code_challenge_method=METHOD,
    )
    return str(url)


def finish(session: Session, query: Mapping[str, str], person: Person, *, now: datetime) -> Connection:
    """Turn the answer into tokens and return the connection; raise ConsentFailed, or ZocdocError.

    The state works once, in the session where it began, for ten minutes, for a connection that the person may see.
    """
    begun = session.pop(SESSION_KEY, None)
    if begun is None or not secrets.compare_digest(begun["state"].encode(), query.get("state", "").encode()):
        raise ConsentFailed("This approval was not begun here, or was used already. Press “Connect by browser” again.")
    if now.timestamp() > begun["until"]:
        raise ConsentFailed("The approval took longer than ten minutes. Press “Connect by browser” again.")
    connection = visible_connection(person, begun["connection"])
    if connection is None or connection.grant != Grant.AUTHORIZATION_CODE:
        raise ConsentFailed("The connection that this approval was for does not exist any more, or signs in by itself.")
    if query.get("error"):
        raise ConsentFailed(_DENIED.get(query["error"], ENDED))
    if not query.get("code"):
        raise ConsentFailed(ENDED)
    tokens = exchange_code(
        connection, code=query["code"], code_verifier=begun["verifier"], redirect_uri=begun["redirect_uri"]
    )
    token_rows.keep(connection, tokens, now=now)
    is_ready(connection, now=now)
    return connection


_DENIED = {"access_denied": "The approval was denied at Zocdoc: nothing was changed."}


def _scopes(connection: Connection) -> list[str]:
    return list(dict.fromkeys([*(connection.scopes.split() or USUAL), OFFLINE]))
