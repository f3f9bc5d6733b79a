import base64
import hashlib
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.connections.approving import decide, query_of
from tests.zocdoc_sync.connections.counting import token_requests
from zocdoc_sync.connections.clients import client_for
from zocdoc_sync.connections.consent import SESSION_KEY, ConsentFailed, begin, finish
from zocdoc_sync.connections.tokens import ConnectionTokens
from zocdoc_sync.enums import Grant
from zocdoc_sync.errors import TokenRefused
from zocdoc_sync.models import Connection, ConnectionToken

CALLBACK = "http://127.0.0.1:8000/oauth/zocdoc/callback/"
NOW = timezone.now()
BEGIN_AGAIN = "This approval was not begun here, or was used already. Press “Connect by browser” again."


@pytest.fixture
def owner(db):
    return User.objects.create_superuser("owner")


@pytest.fixture
def personal(db, sandbox):
    """A connection that a person approves."""
    return factories.sandbox_connection(
        sandbox.url,
        name="Personal",
        grant=Grant.AUTHORIZATION_CODE,
        client_id="demo-console",
        client_secret=None,
        audience="DeveloperApiPatient-Sandbox",
        scopes="external.appointment.read external.appointment.write",
        state="new",
    )


def begun(connection, now=NOW):
    session = {}
    return session, begin(session, connection, CALLBACK, now=now)


def test_the_persons_address_carries_a_challenge_and_neither_verifier_nor_secret(personal):
    session, url = begun(personal)
    asked, verifier = query_of(url), session[SESSION_KEY]["verifier"]
    assert asked == {
        "response_type": "code",
        "client_id": "demo-console",
        "redirect_uri": CALLBACK,
        "scope": "external.appointment.read external.appointment.write offline_access",
        "state": session[SESSION_KEY]["state"],
        "audience": "DeveloperApiPatient-Sandbox",
        "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    assert url.startswith(f"{personal.authorize_url}?")
    assert (len(verifier) >= 43, verifier in url) == (True, False)


def test_without_scopes_of_its_own_a_connection_asks_for_what_appointments_and_providers_need(personal):
    personal.scopes = ""
    assert query_of(begun(personal)[1])["scope"] == (
        "external.appointment.read external.appointment.write external.schedulable_entity.read offline_access"
    )


def test_each_approval_has_its_own_state_and_verifier(personal):
    first, second = (begun(personal)[0][SESSION_KEY] for _ in range(2))
    assert first["state"] != second["state"]
    assert first["verifier"] != second["verifier"]


def test_an_approval_brings_tokens_that_open_the_api(personal, owner):
    session, url = begun(personal)
    connection = finish(session, decide(url), owner, now=NOW)
    assert (connection.pk, Connection.objects.get().state, session) == (personal.pk, "ready", {})
    assert client_for(connection).appointments.get_appointments(page=0, page_size=1).status == 200
    assert ConnectionToken.objects.get().refresh_token


def test_the_refresh_token_that_rotates_is_kept_each_time(personal, owner, sandbox):
    session, url = begun(personal)
    finish(session, decide(url), owner, now=NOW)
    seen = {ConnectionToken.objects.get().refresh_token}
    for _ in range(3):
        ConnectionToken.objects.update(refresh_at=NOW - timedelta(hours=1))
        ConnectionTokens(personal).token()
        seen.add(ConnectionToken.objects.get().refresh_token)
    assert (len(seen), token_requests(sandbox)) == (4, 4)


def test_an_approval_that_was_withdrawn_needs_the_browser_again(personal, owner, sandbox):
    session, url = begun(personal)
    finish(session, decide(url), owner, now=NOW)
    row = ConnectionToken.objects.get()
    row.refresh_token = "withdrawn"
    row.refresh_at = NOW - timedelta(hours=1)
    row.save()
    with pytest.raises(TokenRefused):
        ConnectionTokens(personal).token()
    assert Connection.objects.get().state_sentence == (
        "The approval has ended or was withdrawn (invalid_grant). Connect it again by browser."
    )
    session, url = begun(personal)
    finish(session, decide(url), owner, now=NOW)
    assert Connection.objects.get().state == "ready"


def test_a_denial_changes_nothing(personal, owner, sandbox):
    session, url = begun(personal)
    with pytest.raises(ConsentFailed, match=r"^The approval was denied at Zocdoc: nothing was changed\.$"):
        finish(session, decide(url, "deny"), owner, now=NOW)
    assert (Connection.objects.get().state, ConnectionToken.objects.count(), token_requests(sandbox)) == ("new", 0, 0)


@pytest.mark.parametrize("state", ["", "guessed", "ünicode", None])
def test_a_wrong_state_is_refused_and_uses_the_approval_up(personal, owner, sandbox, state):
    session, url = begun(personal)
    query = decide(url)
    wrong = {"code": query["code"]} | ({} if state is None else {"state": state})
    with pytest.raises(ConsentFailed, match=BEGIN_AGAIN):
        finish(session, wrong, owner, now=NOW)
    with pytest.raises(ConsentFailed, match=BEGIN_AGAIN):
        finish(session, query, owner, now=NOW)
    assert token_requests(sandbox) == 0


def test_a_state_works_once(personal, owner, sandbox):
    session, url = begun(personal)
    query = decide(url)
    finish(session, query, owner, now=NOW)
    with pytest.raises(ConsentFailed, match=BEGIN_AGAIN):
        finish(session, query, owner, now=NOW)
    assert token_requests(sandbox) == 1


def test_a_state_of_another_session_is_refused(personal, owner):
    _, url = begun(personal)
    others, _ = begun(personal)
    query = decide(url)
    for session in (others, {}):
        with pytest.raises(ConsentFailed, match=BEGIN_AGAIN):
            finish(session, query, owner, now=NOW)
    assert ConnectionToken.objects.count() == 0


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (11, False)])
def test_an_approval_lasts_ten_minutes(personal, owner, minutes, works):
    session, url = begun(personal, now=NOW - timedelta(minutes=minutes))
    query = decide(url)
    if works:
        finish(session, query, owner, now=NOW)
    else:
        with pytest.raises(ConsentFailed, match="took longer than ten minutes"):
            finish(session, query, owner, now=NOW)
    assert ConnectionToken.objects.exists() == works


def test_another_clinics_connection_is_not_approved(personal, sandbox):
    stranger = User.objects.create_user("stranger")
    session, url = begun(personal)
    with pytest.raises(ConsentFailed, match="does not exist"):
        finish(session, decide(url), stranger, now=NOW)
    assert (ConnectionToken.objects.count(), token_requests(sandbox)) == (0, 0)


def test_a_connection_that_became_a_machines_meanwhile_takes_no_approval(personal, owner, sandbox):
    session, url = begun(personal)
    query = decide(url)
    Connection.objects.update(grant=Grant.CLIENT_CREDENTIALS)
    with pytest.raises(ConsentFailed):
        finish(session, query, owner, now=NOW)
    assert token_requests(sandbox) == 0


@pytest.mark.parametrize("answer", [{"error": "server_error"}, {"error": "<script>"}, {}, {"code": ""}])
def test_an_answer_without_a_code_is_one_plain_sentence(personal, owner, answer):
    session, _ = begun(personal)
    state = session[SESSION_KEY]["state"]
    with pytest.raises(ConsentFailed, match=r"^Zocdoc ended the approval\. Press “Connect by browser” again\.$"):
        finish(session, answer | {"state": state}, owner, now=NOW)


def test_a_code_without_its_verifier_is_worth_nothing(personal, owner):
    session, url = begun(personal)
    query = decide(url)
    session[SESSION_KEY]["verifier"] = "w" * 64
    with pytest.raises(TokenRefused):
        finish(session, query, owner, now=NOW)
    assert ConnectionToken.objects.count() == 0


def test_nobody_is_sent_to_an_address_that_is_not_safe(personal):
    personal.authorize_url = "http://login.example/authorize"
    with pytest.raises(ConsentFailed, match="must begin with https://"):
        begun(personal)
