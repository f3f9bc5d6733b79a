"""Tokens for people: the consent page, the code, PKCE and refresh."""

import base64
import hashlib
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.zocdoc_sandbox.conftest import Api

CALLBACK = "http://127.0.0.1:8000/oauth/zocdoc/callback/"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
SCOPE = "external.appointment.read external.appointment.write offline_access"


def wish(**changes):
    asked = {
        "response_type": "code", "client_id": "demo-console", "redirect_uri": CALLBACK, "scope": SCOPE, "state": "s-1",
        "audience": "DeveloperApiPatient-Sandbox", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    }  # fmt: skip
    return {**asked, **changes}


@pytest.fixture
def browser(sandbox):
    with requests.Session() as session:
        yield session


def decide(browser, sandbox, decision, **changes):
    page = browser.get(f"{sandbox.url}/authorize", params=wish(**changes), timeout=10)
    inputs = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
    inputs["decision"] = decision
    return browser.post(f"{sandbox.url}/authorize", data=inputs, allow_redirects=False, timeout=10)


def returned(answer):
    assert answer.status_code == 302
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def exchange(sandbox, **form):
    return sandbox.session.post(f"{sandbox.url}/oauth/token", data={"client_id": "demo-console", **form}, timeout=10)


def code_for(browser, sandbox, **changes):
    return returned(decide(browser, sandbox, "approve", **changes))["code"]


def signed_in(browser, sandbox, **changes):
    code = code_for(browser, sandbox, **changes)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    return exchange(sandbox, **form)


def test_the_page_names_the_application_the_person_and_the_scopes(browser, sandbox):
    page = browser.get(f"{sandbox.url}/authorize", params=wish(), timeout=10)
    assert page.status_code == 200
    assert "Sign in as owner@clinic.example" in page.text
    assert re.findall(r"<li>(.*?)</li>", page.text) == SCOPE.split()


def test_approval_comes_back_with_a_code_and_the_state(browser, sandbox):
    answer = decide(browser, sandbox, "approve")
    assert answer.headers["Location"].startswith(CALLBACK)
    assert set(returned(answer)) == {"code", "state"}
    assert returned(answer)["state"] == "s-1"


def test_denial_comes_back_as_access_denied_with_the_state(browser, sandbox):
    back = returned(decide(browser, sandbox, "deny"))
    assert (back["error"], back["state"], "code" in back) == ("access_denied", "s-1", False)


def test_a_post_from_another_site_is_refused(sandbox):
    with requests.Session() as other:
        answer = other.post(
            f"{sandbox.url}/authorize", data=wish(decision="approve"), allow_redirects=False, timeout=10
        )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge_method": "plain"},
        {"code_challenge_method": ""},
        {"code_challenge": ""},
        {"code_challenge": "x"},
    ],
)
def test_a_request_without_a_good_challenge_is_sent_back(browser, sandbox, changes):
    answer = browser.get(f"{sandbox.url}/authorize", params=wish(**changes), allow_redirects=False, timeout=10)
    assert (returned(answer)["error"], returned(answer)["state"]) == ("invalid_request", "s-1")


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "nobody"},
        {"redirect_uri": "http://127.0.0.1:8000/elsewhere/"},
        {"redirect_uri": "http://127.0.0.1.evil.example:80/oauth/zocdoc/callback/"},
        {"redirect_uri": "https://127.0.0.1:8000/oauth/zocdoc/callback/"},
    ],
)
def test_an_unknown_application_or_address_is_never_redirected_to(browser, sandbox, changes):
    answer = browser.get(f"{sandbox.url}/authorize", params=wish(**changes), allow_redirects=False, timeout=10)
    assert (answer.status_code, "Location" in answer.headers) == (403, False)


def test_a_person_sees_and_changes_only_their_own_appointments(browser, sandbox):
    own, other = sandbox.appointments({"user": "owner@clinic.example"}, {})
    person = Api(sandbox, signed_in(browser, sandbox).json()["access_token"])
    listed = person.get("/v1/appointments").json()["data"]
    assert [row["appointment_id"] for row in listed] == [own]
    assert person.act("confirm", other).status_code == 404
    assert person.act("confirm", own).status_code == 200
    assert Api(sandbox).get("/v1/appointments").json()["total_count"] == 2


def test_a_code_works_once_with_its_verifier_and_its_address(browser, sandbox):
    form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    for wrong in ({"code_verifier": "w" * 64}, {"code_verifier": ""}, {"redirect_uri": CALLBACK + "x"}):
        answer = exchange(sandbox, **{**form, "code": code_for(browser, sandbox), **wrong})
        assert (answer.status_code, answer.json()["error"]) == (403, "invalid_grant")
    code = code_for(browser, sandbox)
    assert exchange(sandbox, code=code, **form).status_code == 200
    assert exchange(sandbox, code=code, **form).status_code == 403


def test_offline_access_brings_a_refresh_token_that_rotates(browser, sandbox):
    first = signed_in(browser, sandbox).json()
    second = exchange(sandbox, grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert Api(sandbox, second["access_token"]).get("/v1/appointments").status_code == 200


def test_a_spent_refresh_token_ends_its_whole_family(browser, sandbox):
    first = signed_in(browser, sandbox).json()
    second = exchange(sandbox, grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert exchange(sandbox, grant_type="refresh_token", refresh_token=first["refresh_token"]).status_code == 403
    assert exchange(sandbox, grant_type="refresh_token", refresh_token=second["refresh_token"]).status_code == 403
    assert Api(sandbox, second["access_token"]).get("/v1/appointments").status_code == 401


def test_without_offline_access_there_is_no_refresh_token(browser, sandbox):
    body = signed_in(browser, sandbox, scope="external.appointment.read").json()
    assert ("refresh_token" in body, body["scope"]) == (False, "external.appointment.read")


def test_a_login_without_the_audience_yields_a_useless_token(browser, sandbox):
    token = signed_in(browser, sandbox, audience="").json()["access_token"]
    assert Api(sandbox, token).get("/v1/appointments").status_code == 401


@pytest.mark.parametrize(("days", "codes"), [((14, 28), [200, 200]), ((16,), [403]), ((14, 28, 31), [200, 200, 403])])
def test_a_refresh_token_lives_fifteen_idle_days_and_thirty_in_all(browser, sandbox, days, codes):
    token, answers = signed_in(browser, sandbox).json()["refresh_token"], []
    for day in days:
        sandbox.control("POST", "clock", {"offset_seconds": day * 24 * 3600})
        answer = exchange(sandbox, grant_type="refresh_token", refresh_token=token)
        token = answer.json().get("refresh_token", token)
        answers.append(answer.status_code)
    assert answers == codes
