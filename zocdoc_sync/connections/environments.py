"""The addresses of each environment, and which of them a connection uses.

Source: Zocdoc's developer documentation, "Authentication". The trailing slash of a machine-to-machine audience matters:
without an audience, or with another one, every call is answered with 401.
"""

from dataclasses import dataclass

from django.conf import settings

from zocdoc_sync.enums import Environment, Grant
from zocdoc_sync.models import Connection


@dataclass(frozen=True)
class Addresses:
    """Where an account's API and sign-in are, and the audience that its tokens are for."""

    api_url: str
    token_url: str
    authorize_url: str
    audience: str


@dataclass(frozen=True)
class _Zocdoc:
    api_url: str
    sign_in_url: str
    user_audience: str


_ZOCDOC = {
    Environment.SANDBOX: _Zocdoc(
        "https://api-developer-sandbox.zocdoc.com",
        "https://auth-api-developer-sandbox.zocdoc.com",
        "DeveloperApiPatient-Sandbox",
    ),
    Environment.PRODUCTION: _Zocdoc(
        "https://api-developer.zocdoc.com", "https://auth.zocdoc.com", "DeveloperApiPatient"
    ),
}


def addresses(connection: Connection) -> Addresses:
    """Return the addresses of a connection; custom ones are its own fields."""
    if connection.environment == Environment.CUSTOM:
        return Addresses(
            connection.api_url.rstrip("/"), connection.token_url, connection.authorize_url, connection.audience
        )
    known = _ZOCDOC.get(Environment(connection.environment)) or _local()
    by_person = connection.grant == Grant.AUTHORIZATION_CODE
    return Addresses(
        api_url=known.api_url,
        token_url=f"{known.sign_in_url}/oauth/token",
        authorize_url=f"{known.sign_in_url}/authorize",
        audience=known.user_audience if by_person else f"{known.api_url}/",
    )


def _local() -> _Zocdoc:
    url = settings.LOCAL_ZOCDOC_URL.rstrip("/")
    return _Zocdoc(url, url, f"{url}/")
