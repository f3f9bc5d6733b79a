"""Which addresses may be spoken to without TLS: those of this machine only."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_safe_address(url: str) -> bool:
    """Return whether a secret may be sent to this address: https, or http on this machine; no user, no fragment."""
    try:
        parts = urlsplit(url)
        _port = parts.port  # reading it is what finds a wrong one
    except ValueError:
        return False
    if not parts.hostname or "@" in parts.netloc or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))


def is_this_machine(url: str) -> bool:
    """Return whether an address is one of this machine."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return False
    return bool(host) and _is_loopback(str(host))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
