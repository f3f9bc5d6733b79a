"""Refuse a start that would put patient data at risk."""

import base64
import hashlib

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES, SECRET_KEY_LENGTH, TOKEN_LENGTH = 32, 32, 24
DEV_KEY = hashlib.sha256(b"development key: demo data only").digest()


def encryption_keys(text: str, *, debug: bool) -> list[bytes]:
    """Return the keys of ENCRYPTION_KEYS, newest first; raise ImproperlyConfigured on a missing or malformed one."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        if debug:
            return [DEV_KEY]
        raise ImproperlyConfigured(
            "ENCRYPTION_KEYS is missing. Make one with `openssl rand -base64 32` and keep a copy of it apart from "
            "the database: without it patient data cannot be read."
        )
    keys = [_decoded(number, part) for number, part in enumerate(parts, start=1)]
    if DEV_KEY in keys and not debug:
        raise ImproperlyConfigured(
            "ENCRYPTION_KEYS holds the key of the demo, which everyone knows. Make one of your own."
        )
    return keys


def _decoded(number: int, part: str) -> bytes:
    try:
        key = base64.b64decode(part, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(
            f"Key {number} of ENCRYPTION_KEYS is not 32 bytes in base64. Make one with `openssl rand -base64 32`."
        )
    return key


def refuse_unsafe(*, debug: bool, secret_key: str, dev_secret_key: str, allowed_hosts: list[str]) -> None:
    """Raise ImproperlyConfigured when a production start has a sample secret or accepts any host name."""
    if debug:
        return
    if secret_key == dev_secret_key or len(secret_key) < SECRET_KEY_LENGTH:
        raise ImproperlyConfigured(
            f"SECRET_KEY is missing, a sample, or shorter than {SECRET_KEY_LENGTH} characters. Set it to a long random "
            "text, for example from `openssl rand -base64 48`."
        )
    if not allowed_hosts or "*" in allowed_hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must name the console's host names, for example ALLOWED_HOSTS=console.clinic.example."
        )


def long_enough(name: str, token: str) -> str:
    """Return a token that is empty or cannot be guessed; raise ImproperlyConfigured for a short one."""
    if token and len(token) < TOKEN_LENGTH:
        raise ImproperlyConfigured(
            f"{name} is shorter than {TOKEN_LENGTH} characters. Make one with `openssl rand -base64 32` or "
            "leave it out."
        )
    return token
