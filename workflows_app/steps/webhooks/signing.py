"""Sign what is posted, as Standard Webhooks says: HMAC-SHA256 over an id, the Unix time and the body."""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime

from workflows_app.steps.webhooks.errors import PostRefused

PREFIX = "whsec_"


def headers(message_id: str, body: bytes, secret: str, at: datetime) -> dict[str, str]:
    """Return the three headers of a message; raise PostRefused for a secret that cannot be read.

    `whsec_…` is base64, as Standard Webhooks writes secrets; any other secret is taken as the text that it is.
    """
    seconds = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), seconds.encode(), body))
    digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _key(secret: str) -> bytes:
    if not secret.startswith(PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise PostRefused("The target's signing secret begins with whsec_ but is not base64.", "wrong_secret") from None
