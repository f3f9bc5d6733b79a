"""What makes a connection's settings whole, said in one sentence for each fault."""

from typing import TYPE_CHECKING

from zocdoc_sync.client.safe_address import is_safe_address
from zocdoc_sync.encryption.sealing import SealBroken
from zocdoc_sync.enums import Environment, Grant

if TYPE_CHECKING:
    from zocdoc_sync.models.connection import Connection

ADDRESSES = ("api_url", "token_url", "authorize_url", "audience")
CANNOT_BE_OPENED = (
    "What this connection signs in with cannot be opened with the keys in ENCRYPTION_KEYS. "
    "Put the missing key back, or enter the secret (or connect by browser) again."
)
URLS = ("api_url", "token_url", "authorize_url")


def problems(connection: "Connection") -> dict[str, str]:
    """Return a sentence for each field that is wrong; an empty dictionary when all is well."""
    custom = connection.environment == Environment.CUSTOM
    found = _custom_problems(connection) if custom else _foreign_addresses(connection)
    if connection.grant == Grant.CLIENT_CREDENTIALS:
        found |= _secret_problem(connection)
    return found


def _secret_problem(connection: "Connection") -> dict[str, str]:
    try:
        known = bool(connection.client_secret)
    except SealBroken:
        return {"client_secret": CANNOT_BE_OPENED}
    return {} if known else {"client_secret": "Signing in as a machine needs the client secret."}


def _custom_problems(connection: "Connection") -> dict[str, str]:
    by_person = connection.grant == Grant.AUTHORIZATION_CODE
    needed = [name for name in ADDRESSES if by_person or name != "authorize_url"]
    found = {name: "Custom addresses need this one too." for name in needed if not getattr(connection, name)}
    for name in URLS:
        url = getattr(connection, name)
        if url and not is_safe_address(url):
            found[name] = "The address must begin with https:// (http:// only on this machine) and carry no login."
    return found


def _foreign_addresses(connection: "Connection") -> dict[str, str]:
    label = Environment(connection.environment).label
    sentence = f"{label} has its own addresses: leave this empty, or choose custom addresses."
    return {name: sentence for name in ADDRESSES if getattr(connection, name)}
