"""What the token endpoint's answers mean: only a clear refusal says that the credentials are dead."""

from typing import Any

import requests
from oauthlib.oauth2 import OAuth2Error

from zocdoc_sync.enums import Grant
from zocdoc_sync.errors import RateLimited, ServerFault, TokenRefused, UnexpectedStatus, UnreadableAnswer, ZocdocError

# The error codes of RFC 6749 that mean this client, this approval or this wish; all others may pass by themselves.
REFUSALS = {
    "access_denied": "Zocdoc's sign-in refuses the client id or the secret",
    "invalid_client": "Zocdoc's sign-in does not know this client id and secret",
    "unauthorized_client": "This client may not sign in this way",
    "unsupported_grant_type": "Zocdoc's sign-in does not offer this way to sign in",
    "invalid_grant": "The approval has ended or was withdrawn",
    "invalid_scope": "Zocdoc does not give this client the scopes that are asked for",
    "invalid_request": "Zocdoc's sign-in does not accept the request",
    "invalid_target": "Zocdoc's sign-in does not know this audience",
}
TO_DO = {
    Grant.CLIENT_CREDENTIALS.value: "Check the client id, the secret and the environment they belong to.",
    Grant.AUTHORIZATION_CODE.value: "Connect it again by browser.",
}
UNREADABLE = "The answer of Zocdoc's sign-in cannot be read."


def checked(response: requests.Response) -> requests.Response:
    """Return an answer that is tokens or an OAuth error; raise what any other means."""
    status = response.status_code
    if status == 429:
        raise RateLimited("Zocdoc's sign-in asks for fewer requests.", status=status)
    if status >= 500:
        raise ServerFault(f"Zocdoc's sign-in failed with status {status}.", status=status)
    said = _said(response)
    if 200 <= status < 300 and not said.get("error"):
        if not isinstance(said.get("access_token"), str):
            raise UnreadableAnswer(UNREADABLE)
    elif status == 401 and not said.get("error"):
        raise TokenRefused(f"{REFUSALS['access_denied']}. {TO_DO[Grant.CLIENT_CREDENTIALS]}", status=status)
    elif not said.get("error"):
        sentence = f"Zocdoc's sign-in answered with the unexpected status {status}. Is the token address right?"
        raise UnexpectedStatus(sentence, status=status)
    return response


def refused(grant: str, error: OAuth2Error) -> ZocdocError:
    """Return what an OAuth error means; its own text is not repeated, because it may hold what was sent."""
    why = REFUSALS.get(error.error)
    if why is None:
        return ServerFault("Zocdoc's sign-in could not give a token; it will be tried again.", status=error.status_code)
    return TokenRefused(f"{why} ({error.error}). {TO_DO[grant]}", status=error.status_code)


def _said(response: requests.Response) -> dict[str, Any]:
    try:
        said = response.json()
    except ValueError:
        said = {}
    return said if isinstance(said, dict) else {}
