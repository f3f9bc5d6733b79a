"""Where the form of a connection's page may lead on to: the address at which a person approves the connection."""

import re
from urllib.parse import urlsplit

from zocdoc_sync.client.safe_address import is_safe_address
from zocdoc_sync.connections.environments import addresses
from zocdoc_sync.enums import Grant
from zocdoc_sync.models import Connection

ORIGIN = re.compile(r"https?://[\w.\-\[\]:]+", re.ASCII)


def approval_origins(connection: Connection) -> list[str]:
    """Return the origin of a connection's authorize address as a content policy names it; none for other grants."""
    url = addresses(connection).authorize_url
    if connection.grant != Grant.AUTHORIZATION_CODE or not is_safe_address(url):
        return []
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    return [origin] if ORIGIN.fullmatch(origin) else []
