"""Where steps may post to: public addresses over TLS, judged by what a name stands for and not by how it reads."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from workflows_app.steps.webhooks.errors import PostFailed, PostRefused

# The addresses of IPv6 that are given to networks; all that stand for others, such as mapped IPv4, lie outside.
GIVEN = IPv6Network("2000::/3")
# For protocols, not for systems; Python's releases do not agree about them.
ASIDE = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
PORTS = {"https": 443, "http": 80}
INSIDE = "The target's address is inside a private network, where steps may not post to."
NOT_SAFE = "The target's address must begin with https://."
NOT_ONE = "The target's address is not an address."
Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Place:
    """Where a message goes: the name that its certificate must show, and the addresses that the name stands for."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[Address, ...]

    @property
    def named(self) -> str:
        """Return the host as a request names it, with the port where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def place_of(url: str) -> Place:
    """Resolve an address, once; raise PostRefused where steps may not post, PostFailed where it does not resolve.

    One private address among several refuses them all: who answers differently each time would get through otherwise.
    Plain http, and this machine itself, are for development (DEBUG) only.
    """
    parts = _parsed(url)
    port = parts.port or PORTS[parts.scheme]
    found = _resolved(str(parts.hostname), port)
    is_here = settings.DEBUG and all(one.is_loopback for one in found)
    if parts.scheme != "https" and not is_here:
        raise PostRefused(NOT_SAFE)
    if not is_here and not all(is_public(one) for one in found):
        raise PostRefused(INSIDE)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return Place(parts.scheme, str(parts.hostname), port, path, found)


def is_public(address: Address) -> bool:
    """Tell whether an address is of the open internet, and stands for itself only."""
    if address.is_multicast or address.is_reserved or address.is_unspecified or not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in ASIDE)
    return address in GIVEN and address.sixtofour is None and address.teredo is None


def _parsed(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _port = parts.port  # reading it is what finds a wrong one
    except ValueError:
        raise PostRefused(NOT_ONE) from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise PostRefused(NOT_SAFE if parts.hostname else NOT_ONE)
    if "@" in parts.netloc or any(one.isspace() or not one.isprintable() for one in url):
        raise PostRefused(NOT_ONE)
    return parts


def _resolved(host: str, port: int) -> tuple[Address, ...]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise PostFailed("The target's name does not resolve: nothing was sent.", "unreachable") from None
    return tuple(dict.fromkeys(_addresses(str(one[4][0]) for one in found)))


def _addresses(texts: Iterable[str]) -> Iterable[Address]:
    for text in texts:
        try:
            yield ip_address(text)
        except ValueError:
            raise PostRefused(NOT_ONE) from None
