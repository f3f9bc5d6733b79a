"""What a webhook says: ids only."""

import json
from functools import partial
from typing import Any

from django.db import transaction

from zocdoc_sandbox.clinic.models import Appointment, Receiver
from zocdoc_sandbox.clock import CLOCK, utc_text
from zocdoc_sandbox.webhooks.delivery import DELIVERY

EVENT, DATA = "appointment_updated", "appointment_data"


def event(appointment_id: str, when: str, update_type: str, attributes: list[str]) -> dict[str, Any]:
    """Return the body of a webhook; `update_type` is created, updated or cancelled."""
    changed = [{"attribute_path": path} for path in attributes]
    return {
        "event_type": EVENT,
        "webhook_timestamp": str(int(CLOCK.now().timestamp())),
        "data": {
            "data_type": DATA,
            "appointment_data": {
                "appointment_id": appointment_id,
                "appointment_updated_timestamp": when,
                "appointment_update_type": update_type,
                "changed_attributes": changed,
            },
        },
    }


def announce(row: Appointment, update_type: str, attributes: list[str]) -> None:
    """Tell every receiver of a change once it is stored."""
    body = json.dumps(event(str(row.id), utc_text(row.modified), update_type, attributes)).encode()
    for receiver in list(Receiver.objects.all()):
        transaction.on_commit(partial(DELIVERY.enqueue, receiver.url, receiver.key, body))
