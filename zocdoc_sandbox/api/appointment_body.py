"""How an appointment looks in an answer."""

from typing import Any

from zocdoc_sandbox.clinic.models import Appointment
from zocdoc_sandbox.clock import utc_text
from zocdoc_sandbox.nulls import optional


def base(row: Appointment) -> dict[str, Any]:
    """Return the answer to an action: the appointment and the status it has now."""
    return {"appointment_id": str(row.id), "appointment_status": row.status} | optional(
        developer_patient_id=row.developer_patient_id
    )


def booked(row: Appointment) -> dict[str, Any]:
    """Return the answer to a booking or a move."""
    return base(row) | {
        "is_provider_resource": row.is_provider_resource,
        "confirmation_type": row.confirmation_type,
        "visit_type": row.visit_type,
    } | optional(
        location_phone_number=row.location_phone_number,
        location_phone_extension=row.location_phone_extension,
        waiting_room_path=row.waiting_room_path,
        notes=row.notes,
    )  # fmt: skip


def details(row: Appointment) -> dict[str, Any]:
    """Return an appointment as a lookup or a list shows it."""
    return booked(row) | {
        "start_time": row.start_time,
        "created_time_utc": utc_text(row.created),
        "last_modified_time_utc": utc_text(row.modified),
        "provider_location_id": f"{row.provider_id}|{row.location_id}",
        "visit_reason_id": row.visit_reason_id,
        "patient_type": row.patient_type,
    } | optional(
        practice_id=row.practice_id,
        cancellation_reason=row.cancellation_reason,
        source=row.source,
    )  # fmt: skip
