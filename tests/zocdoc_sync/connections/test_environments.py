import pytest

from zocdoc_sync.connections.environments import Addresses, addresses
from zocdoc_sync.enums import Environment, Grant
from zocdoc_sync.models import Connection

SANDBOX, SANDBOX_SIGN_IN = (
    "https://api-developer-sandbox.zocdoc.com",
    "https://auth-api-developer-sandbox.zocdoc.com",
)
PRODUCTION, PRODUCTION_SIGN_IN = "https://api-developer.zocdoc.com", "https://auth.zocdoc.com"
MACHINE, PERSON = Grant.CLIENT_CREDENTIALS, Grant.AUTHORIZATION_CODE


@pytest.mark.parametrize(
    ("environment", "grant", "api", "sign_in", "audience"),
    [
        (Environment.SANDBOX, MACHINE, SANDBOX, SANDBOX_SIGN_IN, f"{SANDBOX}/"),
        (Environment.SANDBOX, PERSON, SANDBOX, SANDBOX_SIGN_IN, "DeveloperApiPatient-Sandbox"),
        (Environment.PRODUCTION, MACHINE, PRODUCTION, PRODUCTION_SIGN_IN, f"{PRODUCTION}/"),
        (Environment.PRODUCTION, PERSON, PRODUCTION, PRODUCTION_SIGN_IN, "DeveloperApiPatient"),
    ],
)
def test_each_environment_has_zocdocs_addresses_and_the_audience_of_its_sign_in(
    environment, grant, api, sign_in, audience
):
    assert addresses(Connection(environment=environment, grant=grant)) == Addresses(
        api, f"{sign_in}/oauth/token", f"{sign_in}/authorize", audience
    )


@pytest.mark.parametrize("grant", Grant.values)
def test_the_local_stand_in_is_where_the_setting_says(settings, grant):
    settings.LOCAL_ZOCDOC_URL = "http://127.0.0.1:9999/"
    here = "http://127.0.0.1:9999"
    assert addresses(Connection(environment=Environment.LOCAL, grant=grant)) == Addresses(
        here, f"{here}/oauth/token", f"{here}/authorize", f"{here}/"
    )


def test_custom_addresses_are_the_connections_own():
    own = Connection(
        environment=Environment.CUSTOM,
        api_url="https://zocdoc.example/api/",
        token_url="https://login.example/t",
        authorize_url="https://login.example/a",
        audience="my-audience",
    )
    assert addresses(own) == Addresses(
        "https://zocdoc.example/api", "https://login.example/t", "https://login.example/a", "my-audience"
    )
