"""Whose word is taken about where a visitor comes from: that of the configured proxies, and of nobody else."""

from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network
GetResponse = Callable[[HttpRequest], HttpResponse]
FORWARDED_FOR, FORWARDED_PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"


def networks(parts: Iterable[str]) -> list[Network]:
    """Return the networks of TRUSTED_PROXIES; raise ImproperlyConfigured for what is no address."""
    try:
        return [ip_network(part.strip()) for part in parts if part.strip()]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"TRUSTED_PROXIES lists addresses or networks, such as 127.0.0.1,10.0.0.0/8: {error}."
        ) from None


def visitor(remote: str, forwarded: str, trusted: list[Network]) -> str:
    """Return the visitor's address: the last one that was written by a trusted proxy and is not a proxy itself."""
    address = remote
    for part in reversed(forwarded.split(",")):
        if not _is_among(address, trusted) or not _is_address(part.strip()):
            break
        address = part.strip()
    return address


def known_visitors(get_response: GetResponse) -> GetResponse:
    """Put the visitor's address into REMOTE_ADDR, and drop what strangers say about how they came."""

    def middleware(request: HttpRequest) -> HttpResponse:
        trusted: list[Network] = settings.TRUSTED_PROXIES
        remote = request.META.get("REMOTE_ADDR", "")
        if trusted:
            if not _is_among(remote, trusted):
                request.META.pop(FORWARDED_PROTO, None)
            request.META["REMOTE_ADDR"] = visitor(remote, request.META.get(FORWARDED_FOR, ""), trusted)
        return get_response(request)

    return middleware


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_among(text: str, trusted: list[Network]) -> bool:
    return _is_address(text) and any(ip_address(text) in network for network in trusted)
