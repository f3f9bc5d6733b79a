"""Sign webhooks as Zocdoc does."""

import base64
import hashlib
import hmac

VERSION = "v1"


def signature(key: str, timestamp: int, body: bytes) -> str:
    """Return the webhook-signature header; the key is base64, the timestamp Unix seconds."""
    digest = hmac.digest(base64.b64decode(key, validate=True), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"{VERSION}:{base64.b64encode(digest).decode()}"
