"""What the token endpoint may answer, and what of it is the credentials' fault."""

import json
from urllib.parse import parse_qs

import pytest

from tests.zocdoc_sync.client.wire import answer, hang_up, trickle, wire
from zocdoc_sync.connections import token_requests as module
from zocdoc_sync.connections.clients import client_for
from zocdoc_sync.connections.token_requests import exchange_code, request_tokens
from zocdoc_sync.enums import Environment, Grant
from zocdoc_sync.errors import (
    NeverSent,
    NoAnswer,
    RateLimited,
    ServerFault,
    TokenRefused,
    UnexpectedStatus,
    UnreadableAnswer,
)
from zocdoc_sync.models import Connection

SECRET = "s3cret &=%+ü"
TOKEN = {"access_token": "given", "token_type": "Bearer", "expires_in": 3600}


def connection(url, **fields):
    values = {
        "environment": Environment.CUSTOM,
        "client_id": "clinic",
        "client_secret": SECRET,
        "api_url": url,
        "token_url": f"{url}/oauth/token",
        "audience": f"{url}/",
    }
    return Connection(**values | fields)


def said(status, body):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return answer(status, content, headers="Content-Type: application/json\r\n")


def asked(*scripts, refresh_token=None, **fields):
    with wire(*scripts) as server:
        return request_tokens(connection(server.url, **fields), refresh_token), server


def form_of(server):
    (request,) = server.received
    head, _, body = request.partition(b"\r\n\r\n")
    return head, {name: values[0] for name, values in parse_qs(body.decode()).items()}


def test_a_machine_asks_with_id_secret_and_audience_in_the_body_alone():
    tokens, server = asked(said(200, TOKEN), scopes="external.appointment.read")
    head, form = form_of(server)
    assert form == {
        "grant_type": "client_credentials",
        "client_id": "clinic",
        "client_secret": SECRET,
        "audience": f"{server.url}/",
        "scope": "external.appointment.read",
    }
    assert head.split(b"\r\n")[0] == b"POST /oauth/token HTTP/1.1"
    assert b"authorization" not in head.lower()
    assert (tokens.access_token, tokens.refresh_token, tokens.expires_in) == ("given", None, 3600)


def test_a_person_is_renewed_with_the_refresh_token_and_no_secret():
    body = TOKEN | {"refresh_token": "next", "scope": "a b"}
    tokens, server = asked(said(200, body), refresh_token="old", grant=Grant.AUTHORIZATION_CODE)
    assert form_of(server)[1] == {"grant_type": "refresh_token", "client_id": "clinic", "refresh_token": "old"}
    assert (tokens.refresh_token, tokens.scope) == ("next", "a b")


def test_without_a_refresh_token_nothing_is_asked():
    with wire(said(200, TOKEN)) as server:
        with pytest.raises(TokenRefused, match=r"Nobody has approved this account yet.* Connect it by browser\."):
            request_tokens(connection(server.url, grant=Grant.AUTHORIZATION_CODE), None)
        assert server.received == []


def test_a_code_is_exchanged_with_its_verifier():
    with wire(said(200, TOKEN | {"refresh_token": "r"})) as server:
        exchange_code(
            connection(server.url), code="c-1", code_verifier="v" * 64, redirect_uri="http://127.0.0.1/callback/"
        )
        form = form_of(server)[1]
    assert form == {
        "grant_type": "authorization_code",
        "client_id": "clinic",
        "code": "c-1",
        "code_verifier": "v" * 64,
        "redirect_uri": "http://127.0.0.1/callback/",
        "audience": f"{server.url}/",
    }


@pytest.mark.parametrize(
    ("status", "error", "sentence"),
    [
        (401, "access_denied", "Zocdoc's sign-in refuses the client id or the secret (access_denied)."),
        (401, "invalid_client", "Zocdoc's sign-in does not know this client id and secret (invalid_client)."),
        (403, "unauthorized_client", "This client may not sign in this way (unauthorized_client)."),
        (403, "invalid_grant", "The approval has ended or was withdrawn (invalid_grant)."),
    ],
)
def test_a_clear_refusal_says_why_and_what_to_do(status, error, sentence):
    with pytest.raises(TokenRefused) as refusal:
        asked(said(status, {"error": error, "error_description": SECRET}))
    what = "Check the client id, the secret and the environment they belong to."
    assert str(refusal.value) == f"{sentence} {what}"
    with pytest.raises(TokenRefused, match=r"Connect it again by browser\.$"):
        asked(said(status, {"error": error}), refresh_token="old", grant=Grant.AUTHORIZATION_CODE)


def test_a_401_without_a_word_is_a_refusal_too():
    with pytest.raises(TokenRefused):
        asked(said(401, b""))


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (said(500, b"<html>oops</html>"), ServerFault),
        (said(503, {"error": "temporarily_unavailable"}), ServerFault),
        (said(400, {"error": "temporarily_unavailable"}), ServerFault),
        (said(429, b""), RateLimited),
        (said(200, b"<html>Please sign in to the proxy</html>"), UnreadableAnswer),
        (said(200, b'{"access_tok'), UnreadableAnswer),
        (said(200, b"[]"), UnreadableAnswer),
        (said(200, {"token_type": "Bearer"}), UnreadableAnswer),
        (said(200, {"access_token": None}), UnreadableAnswer),
        (said(200, TOKEN | {"expires_in": "soon"}), UnreadableAnswer),
        (said(404, b"<html>not here</html>"), UnexpectedStatus),
        (said(403, b"<html>blocked</html>"), UnexpectedStatus),
        (answer(200, b"{}", length=500), NoAnswer),
        (hang_up, NoAnswer),
    ],
)
def test_what_is_no_clear_refusal_does_not_blame_the_credentials(script, error):
    with pytest.raises(error) as failure:
        asked(script)
    assert not isinstance(failure.value, TokenRefused)


@pytest.mark.parametrize("status", [302, 307, 308])
def test_a_redirect_is_not_followed_with_the_secret(status):
    with wire(said(200, TOKEN)) as elsewhere:
        away = answer(status, headers=f"Location: {elsewhere.url}/oauth/token\r\n")
        with pytest.raises(UnexpectedStatus, match="points to another address"):
            asked(away)
        assert elsewhere.received == []


def test_an_endpoint_that_sends_a_byte_at_a_time_is_cut(monkeypatch):
    monkeypatch.setattr(module, "TOTAL_SECONDS", 0.5)
    with pytest.raises(NoAnswer):
        asked(trickle(200, 0.1))


@pytest.mark.parametrize(
    "address", ["http://zocdoc.example/x", "https://user:pw@zocdoc.example/x", "ftp://127.0.0.1/", "https://[x/", ""]
)
def test_no_secret_and_no_token_goes_to_an_address_that_is_not_safe(address):
    with pytest.raises(NeverSent, match="must begin with https://"):
        request_tokens(connection("http://127.0.0.1:9", token_url=address), None)
    with pytest.raises(NeverSent, match="must begin with https://"):
        client_for(connection("http://127.0.0.1:9", api_url=address))


def test_proxies_and_netrc_of_the_machine_are_not_used(monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password other\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    _, server = asked(said(200, TOKEN))
    assert b"authorization" not in form_of(server)[0].lower()


def test_scopes_that_are_not_told_are_those_that_were_asked_for():
    assert asked(said(200, TOKEN), scopes="a b")[0].scope == "a b"
    assert asked(said(200, TOKEN | {"scope": "a"}), scopes="a b")[0].scope == "a"


def test_tokens_tell_nothing_when_they_are_printed():
    tokens, _ = asked(said(200, TOKEN | {"refresh_token": "next"}))
    assert repr(tokens) == "Tokens(expires_in=3600, scope='')"
