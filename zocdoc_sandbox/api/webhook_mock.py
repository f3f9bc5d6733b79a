"""Send a sample webhook to an address on this machine."""

import base64
import binascii
import json
from urllib.parse import urlsplit

from zocdoc_sandbox.clock import micros, utc_text
from zocdoc_sandbox.reading import choice, text_of
from zocdoc_sandbox.webhooks.delivery import DELIVERY
from zocdoc_sandbox.webhooks.events import event
from zocdoc_sandbox.wire import Call, Json, invalid

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
KINDS = ("created", "updated", "cancelled")
SAMPLE = "d04b049a-41b1-4aba-9268-d8973cf72cdd"
ATTRIBUTES = {"updated": ["appointment.start_time"]}


def mock_webhook_request(call: Call) -> Json:
    """Send a signed sample and answer with its body."""
    url, key = text_of(call.body, "webhook_url"), text_of(call.body, "webhook_key")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or parts.hostname not in LOOPBACK:
        raise invalid("The stand-in sends only to this machine.", "webhook_url")
    try:
        base64.b64decode(key, validate=True)
    except binascii.Error:
        raise invalid("The key is not base64.", "webhook_key") from None
    kind = choice(call.body.get("appointment_update_type") or "updated", KINDS, "appointment_update_type")
    body = event(SAMPLE, utc_text(micros(call.now)), kind, ATTRIBUTES.get(kind, []))
    DELIVERY.enqueue(url, key, json.dumps(body).encode())
    return body
