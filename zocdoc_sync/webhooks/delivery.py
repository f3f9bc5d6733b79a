"""A delivery as it came in, and what it says: nothing of it is believed but which appointment to ask for."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zocdoc_sync.client.webhook_signature import SIGNATURE_HEADER, TIMESTAMP_HEADER

LARGEST = 64 * 1024
EVENT_TYPE = "appointment_updated"
UPDATE_TYPES = frozenset({"created", "updated", "cancelled"})


@dataclass(frozen=True)
class Delivery:
    """The bytes of one delivery and its two headers, as they were sent; `received_at` is UTC."""

    receiver: uuid.UUID
    timestamp: str
    signature: str
    body: bytes
    received_at: datetime

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers that the signature needs."""
        return {TIMESTAMP_HEADER: self.timestamp, SIGNATURE_HEADER: self.signature}

    @property
    def digest(self) -> str:
        """Return what tells this delivery from all others; a replay has the same."""
        return hashlib.sha256(self.timestamp.encode() + b"." + self.body).hexdigest()


class Malformed(Exception):
    """A signed body in which no appointment id is found."""


class OtherEvent(Exception):
    """A signed body about something that is no appointment."""


@dataclass(frozen=True)
class Told:
    """The appointment that a delivery is about; `told_at` is when Zocdoc says that it was modified."""

    zocdoc_id: str
    update_type: str
    told_at: datetime | None


def read(body: bytes) -> Told:
    """Return what a signed body tells; raise OtherEvent or Malformed."""
    try:
        whole = json.loads(body)
        event = whole["event_type"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Malformed from None
    if event != EVENT_TYPE:
        raise OtherEvent
    try:
        told = whole["data"]
        # Zocdoc's documents show both forms: the appointment's data beside its type, and under the type's name.
        data = told.get("appointment_data", told)
        zocdoc_id = _uuid(data["appointment_id"])
    except (AttributeError, TypeError, KeyError, ValueError):
        raise Malformed from None
    said = data.get("appointment_update_type")
    return Told(
        zocdoc_id=zocdoc_id,
        update_type=said if isinstance(said, str) and said in UPDATE_TYPES else "",
        told_at=_instant(data.get("appointment_updated_timestamp")),
    )


def _uuid(text: Any) -> str:
    """Return an id in the one form that may enter an address; raise ValueError for anything else."""
    if not isinstance(text, str) or str(uuid.UUID(text)) != text.lower():
        raise ValueError
    return text.lower()


def _instant(text: Any) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return when if when.tzinfo else None
