import pytest
from django.core.exceptions import ValidationError

from zocdoc_sync.enums import Environment, Grant
from zocdoc_sync.models import Connection
from zocdoc_sync.models.connection_rules import CANNOT_BE_OPENED, problems

CUSTOM = {
    "environment": Environment.CUSTOM,
    "api_url": "https://zocdoc.example",
    "token_url": "https://login.example/token",
    "authorize_url": "https://login.example/authorize",
    "audience": "https://zocdoc.example/",
}
ADDRESSES = ["api_url", "token_url", "authorize_url", "audience"]
UNSAFE = "The address must begin with https:// (http:// only on this machine) and carry no login."


def connection(**fields):
    return Connection(**{"name": "Riverbend", "client_id": "clinic", "client_secret": "secret"} | fields)


@pytest.mark.parametrize("environment", [Environment.SANDBOX, Environment.PRODUCTION, Environment.LOCAL])
def test_an_environment_that_knows_its_addresses_takes_no_others(environment):
    assert problems(connection(environment=environment)) == {}
    own = connection(environment=environment, api_url="https://elsewhere.example", audience="x")
    sentence = f"{environment.label} has its own addresses: leave this empty, or choose custom addresses."
    assert problems(own) == {"api_url": sentence, "audience": sentence}


@pytest.mark.parametrize("missing", ADDRESSES)
def test_custom_addresses_are_needed_all_for_a_persons_sign_in(missing):
    assert problems(connection(**CUSTOM, grant=Grant.AUTHORIZATION_CODE)) == {}
    incomplete = connection(**CUSTOM | {missing: ""}, grant=Grant.AUTHORIZATION_CODE)
    assert problems(incomplete) == {missing: "Custom addresses need this one too."}


def test_a_machine_needs_no_authorize_address():
    assert problems(connection(**CUSTOM | {"authorize_url": ""})) == {}


@pytest.mark.parametrize("field", ["api_url", "token_url", "authorize_url"])
@pytest.mark.parametrize(
    "url",
    [
        "http://zocdoc.example",
        "https://user:password@zocdoc.example",
        "https://user@zocdoc.example",
        "https://zocdoc.example/#fragment",
        "http://127.0.0.1.evil.example",
        "http://169.254.169.254/",
        "javascript:alert(1)",
        "ftp://127.0.0.1/",
        "https://[not-an-address/",
        "https://zocdoc.example:99999/",
        "//zocdoc.example",
        "zocdoc.example",
    ],
)
def test_an_address_that_would_give_a_secret_away_is_refused(field, url):
    assert problems(connection(**CUSTOM | {field: url})) == {field: UNSAFE}


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8081", "http://localhost:8081", "http://[::1]:8081", "https://x.example:444/y"]
)
def test_plain_http_is_for_this_machine(url):
    assert problems(connection(**CUSTOM | {"api_url": url})) == {}


@pytest.mark.parametrize("secret", [None, ""])
def test_a_machine_needs_a_secret_and_a_person_none(secret):
    assert problems(connection(client_secret=secret)) == {
        "client_secret": "Signing in as a machine needs the client secret."
    }
    assert problems(connection(client_secret=secret, grant=Grant.AUTHORIZATION_CODE)) == {}


@pytest.mark.parametrize(("seconds", "good"), [(14, False), (15, True), (3600, True), (3601, False)])
def test_polls_are_every_15_seconds_to_every_hour(db, seconds, good):
    one = connection(poll_seconds=seconds)
    if good:
        one.full_clean(exclude=["client_secret"])
        return
    with pytest.raises(ValidationError) as refusal:
        one.full_clean(exclude=["client_secret"])
    assert list(refusal.value.message_dict) == ["poll_seconds"]


def test_a_missing_secret_is_said_of_the_connection_as_a_whole(db):
    with pytest.raises(ValidationError) as refusal:
        connection(client_secret=None).full_clean(exclude=["client_secret"])
    assert refusal.value.message_dict == {"__all__": ["Signing in as a machine needs the client secret."]}


def test_a_secret_that_cannot_be_opened_is_told_and_another_can_be_entered(db, settings):
    connection().save()
    settings.ENCRYPTION_KEYS = [b"w" * 32]
    row = Connection.objects.get()
    assert problems(row) == {"client_secret": CANNOT_BE_OPENED}
    row.client_secret = "entered again"
    assert problems(row) == {}
