"""Make, change, look at and remove appointments from outside of the API."""

import uuid
from collections.abc import Mapping
from itertools import count
from typing import Any

from zocdoc_sandbox.api.appointment_body import details
from zocdoc_sandbox.clinic.generating import generate
from zocdoc_sandbox.clinic.making import change, from_fields
from zocdoc_sandbox.clinic.models import Appointment, Attachment
from zocdoc_sandbox.clock import CLOCK, micros
from zocdoc_sandbox.webhooks.events import announce
from zocdoc_sandbox.wire import Refused

NUMBERS = count(1)


def create(body: Any) -> dict[str, Any]:
    """Create a list of appointments, one, or as many as `generate` says; `notify` sends webhooks."""
    if isinstance(body, dict) and "generate" in body:
        return {"appointment_ids": generate(body["generate"], CLOCK.now())}
    notify = bool(body.pop("notify", False)) if isinstance(body, dict) else False
    fields = body.get("appointments", [body]) if isinstance(body, dict) else body
    made = [_created(dict(each)) for each in fields]
    if notify:
        for row in made:
            announce(row, "created", [])
    return {"appointment_ids": [str(row.id) for row in made], "appointments": [_raw(row) for row in made]}


def _created(fields: dict[str, Any]) -> Appointment:
    attachments = fields.pop("attachments", [])
    row = from_fields(fields, next(NUMBERS), CLOCK.now())
    row.save(force_insert=True)
    for each in attachments:
        Attachment.objects.create(
            id=uuid.uuid4(), appointment=row, attachment_type=each["attachment_type"], side=each.get("side") or "",
            media_type=each.get("media_type", "application/pdf"), content=each.get("content", "%PDF-1.4\n").encode(),
        )  # fmt: skip
    return row


def update(body: dict[str, Any], appointment_id: str) -> dict[str, Any]:
    """Change an appointment as the patient or the practice would: it becomes newer, and receivers are told."""
    row = _found(appointment_id)
    notify = bool(body.pop("notify", True))
    before = row.status
    change(row, body)
    if "last_modified_time_utc" not in body:
        row.modified = max(micros(CLOCK.now()), row.modified + 1)
    row.save()
    if notify:
        cancelled = row.status == "cancelled" != before
        announce(row, "cancelled" if cancelled else "updated", [f"appointment.{name}" for name in body])
    return _raw(row)


def remove(_: Any, appointment_id: str) -> dict[str, Any]:
    """Let an appointment vanish: it is no longer listed, and asking for it is a 404."""
    _found(appointment_id).delete()
    return {"deleted": appointment_id}


def show(_: Mapping[str, str], appointment_id: str) -> dict[str, Any]:
    """Return an appointment as it is stored, with what the API does not show."""
    return _raw(_found(appointment_id))


def _found(appointment_id: str) -> Appointment:
    row = Appointment.objects.filter(pk=uuid.UUID(appointment_id)).first()
    if row is None:
        raise Refused(404, "There is no such appointment.")
    return row


def _raw(row: Appointment) -> dict[str, Any]:
    return details(row) | {
        "arrived": row.arrived,
        "cancellation_reason_type": row.cancellation_reason_type,
        "user": row.user,
        "organization": row.organization,
        "patient": row.patient,
        "attachments": Attachment.objects.filter(appointment=row).count(),
    }
