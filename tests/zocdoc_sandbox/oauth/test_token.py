"""Tokens for programs."""

import pytest

from tests.zocdoc_sandbox.conftest import Api

GRANT = {"grant_type": "client_credentials", "client_id": "demo-clinic", "client_secret": "demo-secret"}


def ask(sandbox, **changes):
    body = {**GRANT, "audience": f"{sandbox.url}/", **changes}
    return sandbox.session.post(f"{sandbox.url}/oauth/token", data=body, timeout=10)


def test_a_form_and_a_json_body_both_yield_a_token_of_an_hour(sandbox):
    form = ask(sandbox).json()
    json = sandbox.session.post(
        f"{sandbox.url}/oauth/token", json={**GRANT, "audience": f"{sandbox.url}/"}, timeout=10
    ).json()
    for body in (form, json):
        assert (body["token_type"], body["expires_in"], "refresh_token" in body) == ("Bearer", 3600, False)
        assert Api(sandbox, body["access_token"]).get("/v1/appointments").status_code == 200


@pytest.mark.parametrize(
    ("changes", "code", "error"),
    [
        ({"client_secret": "wrong"}, 401, "access_denied"),
        ({"client_id": "nobody"}, 401, "access_denied"),
        ({"client_secret": ""}, 401, "access_denied"),
        ({"grant_type": "password"}, 403, "unsupported_grant_type"),
    ],
)
def test_a_wrong_request_is_refused_as_auth0_does(sandbox, changes, code, error):
    answer = ask(sandbox, **changes)
    assert (answer.status_code, answer.json()["error"]) == (code, error)
    assert answer.json()["error_description"]
    assert sandbox.control("GET", "state")["tokens"] == 0


@pytest.mark.parametrize("audience", ["", "without the slash", "https://api-developer.zocdoc.com/"])
def test_a_token_for_another_audience_is_answered_with_a_bare_401(sandbox, audience):
    audience = sandbox.url if audience == "without the slash" else audience
    token = ask(sandbox, audience=audience).json()["access_token"]
    answer = Api(sandbox, token).get("/v1/appointments")
    assert (answer.status_code, answer.content) == (401, b"")


def test_a_missing_scope_is_a_bare_403(sandbox):
    token = ask(sandbox, scope="external.appointment.read").json()["access_token"]
    reader = Api(sandbox, token)
    assert reader.get("/v1/appointments").status_code == 200
    answer = reader.act("confirm", "83f5cf14-3eb1-4034-be1f-e7c3058aad21")
    assert (answer.status_code, answer.content) == (403, b"")


def test_a_client_without_calendar_integration_gets_403_for_timeslots(sandbox):
    sandbox.control("POST", "clients", {"client_id": "x", "secret": "x", "scopes": [], "calendar_enabled": False})
    stranger = Api(sandbox, sandbox.token("x", "x"))
    path = "/v1/providers/pr_confirmed/calendar/timeslots"
    assert stranger.get(path, date="2026-12-01").status_code == 403
    assert Api(sandbox).get(path, date="2026-12-01").status_code == 200


def test_tokens_end_with_their_lifetime_and_when_revoked(sandbox):
    sandbox.control("POST", "tokens", {"lifetime": 60})
    first = Api(sandbox)
    assert ask(sandbox).json()["expires_in"] == 60
    assert first.get("/v1/appointments").status_code == 200
    sandbox.control("POST", "clock", {"offset_seconds": 61})
    assert first.get("/v1/appointments").status_code == 401
    second = Api(sandbox)
    assert second.get("/v1/appointments").status_code == 200
    sandbox.control("POST", "tokens", {"revoke": True})
    assert second.get("/v1/appointments").status_code == 401


def test_a_rotated_secret_replaces_the_old_one_and_leaves_tokens_alive(sandbox):
    api = Api(sandbox)
    answer = api.post("/v1/credentials/rotate", {"application_client_id": "demo-clinic"}).json()["data"]
    assert ask(sandbox).status_code == 401
    assert ask(sandbox, client_secret=answer["client_secret"]).status_code == 200
    assert api.get("/v1/appointments").status_code == 200


def test_the_log_holds_no_token_and_no_secret(sandbox):
    api = Api(sandbox)
    api.get("/v1/appointments")
    log = sandbox.requests()
    assert [entry["operationId"] for entry in log] == ["token", "getAppointments"]
    assert [entry["client_id"] for entry in log] == ["", "demo-clinic"]
    assert api.token not in str(log)
    assert "demo-secret" not in str(log)
