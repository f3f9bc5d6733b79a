import pytest

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.connections.counting import token_requests
from zocdoc_sync.connections import saving
from zocdoc_sync.connections.tokens import ConnectionTokens
from zocdoc_sync.errors import TokenRefused
from zocdoc_sync.models import Connection, ConnectionToken

NEW = {
    "environment": "custom",
    "grant": "authorization_code",
    "client_id": "another",
    "client_secret": "another-secret",
    "scopes": "external.appointment.read",
    "api_url": "https://api.example",
    "token_url": "https://login.example/token",
    "authorize_url": "https://login.example/authorize",
    "audience": "another",
}


@pytest.fixture
def given_up(db):
    made = factories.connection(
        state="needs_reconnecting", state_sentence="The secret is refused.", rejections=3, state_since=factories.NOW
    )
    ConnectionToken.objects.create(connection=made, access_token="old", refresh_token="old", scope="a", generation=4)
    return made


def known():
    row = Connection.objects.get()
    return row.state, row.state_sentence, row.state_since, row.rejections, row.next_poll_at


def tokens():
    row = ConnectionToken.objects.get()
    return row.access_token, row.refresh_token, row.scope, row.expires_at, row.refresh_at


@pytest.mark.parametrize(("field", "value"), NEW.items())
def test_new_credentials_or_addresses_are_tried_anew(given_up, field, value):
    setattr(given_up, field, value)
    assert saving.save(given_up)
    assert known() == ("new", "", None, 0, None)
    assert tokens() == (None, None, "", None, None)
    assert ConnectionToken.objects.get().generation == 5
    assert getattr(Connection.objects.get(), field) == value


@pytest.mark.parametrize(("field", "value"), [("name", "Renamed"), ("poll_seconds", 30), ("is_active", False)])
def test_what_has_nothing_to_do_with_signing_in_leaves_tokens_and_verdict(given_up, field, value):
    setattr(given_up, field, value)
    assert not saving.save(given_up)
    assert known() == ("needs_reconnecting", "The secret is refused.", factories.NOW, 3, None)
    assert tokens() == ("old", "old", "a", None, None)
    assert getattr(Connection.objects.get(), field) == value


def test_what_the_worker_noted_while_a_form_was_open_stays(given_up):
    open_form = Connection.objects.get()
    Connection.objects.update(last_good_poll_at=factories.NOW)
    open_form.name = "Renamed"
    saving.save(open_form)
    row = Connection.objects.get()
    assert (row.name, row.last_good_poll_at) == ("Renamed", factories.NOW)


def test_the_same_secret_entered_again_changes_nothing(given_up):
    given_up.client_secret = "invented-secret"
    assert not saving.save(given_up)


def test_a_secret_whose_key_is_lost_can_be_entered_again(given_up, settings):
    settings.ENCRYPTION_KEYS = [b"k" * 32]
    row = Connection.objects.get()
    row.client_secret = "entered-again"
    assert saving.save(row)
    assert Connection.objects.get().client_secret == "entered-again"


def test_a_new_connection_is_stored(db):
    assert saving.save(Connection(name="First", client_id="c", client_secret="s"))
    assert Connection.objects.get().client_secret == "s"


def test_the_right_secret_brings_a_given_up_connection_back(clinic, sandbox):
    clinic.client_secret = "wrong"
    clinic.save()
    with pytest.raises(TokenRefused):
        ConnectionTokens(clinic).token()
    clinic.client_secret = "demo-secret"
    saving.save(clinic)
    assert ConnectionTokens(clinic).token()
    assert token_requests(sandbox) == 2
