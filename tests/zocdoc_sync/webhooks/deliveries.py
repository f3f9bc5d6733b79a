"""Deliveries as Zocdoc makes them, for tests."""

import base64
import json
import time
import uuid

from django.utils import timezone

from zocdoc_sync.client.webhook_signature import signature
from zocdoc_sync.models import WebhookKey

KEY = base64.b64encode(b"k" * 32).decode()
OTHER_KEY = base64.b64encode(b"o" * 32).decode()


def keyed(connection, key=KEY, **fields):
    """Give a connection a key that deliveries may be signed with."""
    values = {"secret": key, "added_at": timezone.now(), "added_by_label": "admin"}
    return WebhookKey.objects.create(connection=connection, **values | fields)


def body_about(zocdoc_id=None, *, kind="updated", told_at="2026-03-02T15:00:00Z", event="appointment_updated"):
    """Return the raw body about one appointment."""
    told = {
        "appointment_id": zocdoc_id or str(uuid.uuid4()),
        "appointment_updated_timestamp": told_at,
        "appointment_update_type": kind,
        "changed_attributes": [{"attribute_path": "appointment.start_time"}],
    }
    data = {"data_type": "appointment_data", "appointment_data": told}
    return json.dumps({"event_type": event, "data": data}).encode()


def address_of(connection):
    return f"/webhooks/zocdoc/{connection.uid}/"


def signed(body, *, key=KEY, at=None):
    """Return the two headers of a body, stamped with a Unix time."""
    stamp = str(int(time.time() if at is None else at))
    return {"webhook-timestamp": stamp, "webhook-signature": signature(stamp, body, key)}


def deliver(client, connection, body=None, headers=None, content_type="application/json", **stamp):
    """Post a body with its headers to a connection's address."""
    body = body_about() if body is None else body
    headers = signed(body, **stamp) if headers is None else headers
    return client.post(address_of(connection), data=body, content_type=content_type, headers=headers)
