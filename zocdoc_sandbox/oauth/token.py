"""POST /oauth/token: client credentials, authorization code with PKCE, and refresh with rotation."""

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, JsonResponse

from zocdoc_sandbox.clinic.models import Client, Code, Token
from zocdoc_sandbox.clock import CLOCK, micros
from zocdoc_sandbox.oauth.audiences import accepted
from zocdoc_sandbox.oauth.bearer import ACCESS, REFRESH, REFRESH_MOST_SECONDS, SECOND, SPENT, Grantee, issue
from zocdoc_sandbox.origin import base_url
from zocdoc_sandbox.switches import SWITCHES

VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}\Z")
OFFLINE = "offline_access"
Form = dict[str, str]


class TokenRefused(Exception):
    """The authorization server's no: a status and Auth0's two fields."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(description)
        self.status, self.error = status, error


def token(request: HttpRequest) -> JsonResponse:
    """Answer a token request, form-encoded or JSON."""
    if request.method != "POST":
        return _refused(TokenRefused(405, "invalid_request", "POST only."))
    try:
        form = _form(request)
        grant = GRANTS.get(form.get("grant_type", ""), _unsupported)
        body = grant(form, base_url(request), CLOCK.now())
    except TokenRefused as refused:
        return _refused(refused)
    return JsonResponse(body, headers={"Cache-Control": "no-store"})


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a PKCE verifier."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _refused(refused: TokenRefused) -> JsonResponse:
    return JsonResponse({"error": refused.error, "error_description": str(refused)}, status=refused.status)


def _form(request: HttpRequest) -> Form:
    if request.content_type != "application/json":
        return {name: str(value) for name, value in request.POST.items()}
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise TokenRefused(400, "invalid_request", "The body is not a JSON object.")
    return {str(name): str(value) for name, value in body.items()}


def _unsupported(form: Form, base: str, now: datetime) -> dict[str, object]:  # noqa: ARG001 (the signature of a grant)
    raise TokenRefused(403, "unsupported_grant_type", f"Unsupported grant type: {form.get('grant_type', '')}")


def _client(form: Form, *, secret_needed: bool) -> Client:
    client = Client.objects.filter(pk=form.get("client_id", "")).first()
    if client is None:
        raise TokenRefused(401, "access_denied", "Unauthorized")
    secret = form.get("client_secret", "")
    if (secret_needed or secret) and not (client.secret and hmac.compare_digest(client.secret, secret)):
        raise TokenRefused(401, "access_denied", "Unauthorized")
    return client


def _body(access: Token, refresh: Token | None) -> dict[str, object]:
    body: dict[str, object] = {
        "access_token": access.token,
        "token_type": "Bearer",
        "expires_in": SWITCHES.token_lifetime,
        "scope": " ".join(access.scopes),
    }
    return body | ({"refresh_token": refresh.token} if refresh else {})


def _client_credentials(form: Form, base: str, now: datetime) -> dict[str, object]:
    client = _client(form, secret_needed=True)
    usable = accepted(form.get("audience", ""), client, base, for_user=False)
    asked = form.get("scope", "").split()
    scopes = [scope for scope in client.scopes if not asked or scope in asked]
    return _body(issue(Grantee(client, "", scopes, usable), ACCESS, now), None)


def _authorization_code(form: Form, base: str, now: datetime) -> dict[str, object]:
    client = _client(form, secret_needed=False)
    code = Code.objects.filter(pk=form.get("code", ""), client=client).first()
    spent = Code.objects.filter(pk=form.get("code", "")).delete()[0]
    if code is None or not spent or code.expires <= micros(now):
        raise TokenRefused(403, "invalid_grant", "Invalid authorization code")
    if form.get("redirect_uri", "") != code.redirect_uri:
        raise TokenRefused(403, "invalid_grant", "The redirect URI is not the one of the authorization request.")
    verifier = form.get("code_verifier", "")
    if not VERIFIER.match(verifier) or not hmac.compare_digest(challenge_of(verifier), code.challenge):
        raise TokenRefused(403, "invalid_grant", "Failed to verify code verifier")
    usable = accepted(code.audience or form.get("audience", ""), client, base, for_user=True)
    ends = micros(now) + REFRESH_MOST_SECONDS * SECOND
    return _user_tokens(Grantee(client, code.user, code.scopes, usable, secrets.token_hex(16), ends), now)


def _refresh(form: Form, base: str, now: datetime) -> dict[str, object]:  # noqa: ARG001 (one signature for all grants)
    client = _client(form, secret_needed=False)
    old = Token.objects.filter(pk=form.get("refresh_token", ""), kind__in=(REFRESH, SPENT), client=client).first()
    if old is None or old.expires <= micros(now):
        raise TokenRefused(403, "invalid_grant", "Unknown or invalid refresh token.")
    if not Token.objects.filter(pk=old.token, kind=REFRESH).update(kind=SPENT):
        # Someone holds a copy: as with Auth0, every token of the family dies.
        Token.objects.filter(family=old.family).update(expires=0)
        raise TokenRefused(403, "invalid_grant", "Unknown or invalid refresh token.")
    return _user_tokens(Grantee(client, old.user, old.scopes, old.usable, old.family, old.family_ends), now)


def _user_tokens(grantee: Grantee, now: datetime) -> dict[str, object]:
    refresh = issue(grantee, REFRESH, now) if OFFLINE in grantee.scopes else None
    return _body(issue(grantee, ACCESS, now), refresh)


GRANTS: dict[str, Callable[[Form, str, datetime], dict[str, object]]] = {
    "client_credentials": _client_credentials,
    "authorization_code": _authorization_code,
    "refresh_token": _refresh,
}
