"""Sign and verify webhooks: v1 is HMAC-SHA256 over `<timestamp>.<raw body>` with a key given in base64."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping

TIMESTAMP_HEADER, SIGNATURE_HEADER = "webhook-timestamp", "webhook-signature"
TOLERANCE_SECONDS = 5 * 60
SHORTEST_KEY = 16


class WebhookRefused(Exception):
    """The delivery does not prove that it is Zocdoc's; the text says why, and `reason` in one word."""

    reason = "forged"


class WebhookUnsigned(WebhookRefused):
    """It has no timestamp or no signature."""

    reason = "unsigned"


class WebhookTooOld(WebhookRefused):
    """Its timestamp is more than five minutes from our clock: a replay, or one of the clocks is wrong."""

    reason = "clock"


def signature(timestamp: str, body: bytes, key: str) -> str:
    """Return the v1 part for a body; raise WebhookRefused for a key that is no base64 or too short."""
    digest = hmac.new(key_bytes(key), timestamp.encode() + b"." + body, hashlib.sha256).digest()
    return "v1:" + base64.b64encode(digest).decode()


def verify(headers: Mapping[str, str], body: bytes, keys: Iterable[str], *, now: float) -> None:
    """Accept a delivery signed with any of the keys, else raise a WebhookRefused; `now` is Unix seconds."""
    known = {name.lower(): value for name, value in headers.items()}
    timestamp, given = known.get(TIMESTAMP_HEADER, ""), known.get(SIGNATURE_HEADER, "")
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12 or not given:
        raise WebhookUnsigned("The delivery has no timestamp or no signature.")
    parts = [part.strip().encode() for part in given.split(";") if part.strip().startswith("v1:")]
    wanted = [signature(timestamp, body, key).encode() for key in keys]
    # Every pair is compared, so that the time taken does not tell which one was close.
    matches = [hmac.compare_digest(part, want) for part in parts for want in wanted]
    if not any(matches):
        raise WebhookRefused("The signature does not belong to this body and key.")
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        raise WebhookTooOld("The delivery's timestamp is more than five minutes from this machine's clock.")


def key_bytes(key: str) -> bytes:
    """Return the bytes of a key; raise WebhookRefused for one that is no base64 or too short."""
    try:
        decoded = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        decoded = b""
    if len(decoded) < SHORTEST_KEY:
        raise WebhookRefused("The webhook key is not base64 of at least 16 bytes.")
    return decoded
