"""Change appointments: confirm, cancel, move, mark as arrived or missed."""

from datetime import UTC, timedelta

from zocdoc_sandbox.api.appointment_body import base, booked
from zocdoc_sandbox.api.appointments import found
from zocdoc_sandbox.clinic.models import Appointment
from zocdoc_sandbox.clinic.slots import Visit, bookable
from zocdoc_sandbox.clinic.states import AFTER_RESCHEDULE, allows
from zocdoc_sandbox.clock import micros
from zocdoc_sandbox.directory.listing import PROVIDER_LOCATIONS
from zocdoc_sandbox.reading import choice, instant, text_of
from zocdoc_sandbox.wire import Call, Json, Refused, invalid

REASON_TYPES = (
    "patient_no_longer_needs_appointment", "patient_no_longer_available", "other_patient_reason",
    "missing_needed_patient_information", "payment_or_insurance_issue", "patient_or_visit_type_not_accepted",
    "provider_not_available", "rescheduling_patient", "other_provider_reason",
)  # fmt: skip
FREE_TEXT = {"other_patient_reason", "other_provider_reason"}
SETTABLE = ("arrived", "no_show")
NO_SHOW_WITHIN = timedelta(days=2)


def _checked(call: Call, action: str, status: int = 409) -> Appointment:
    row = found(call, text_of(call.body, "appointment_id"))
    if not allows(action, row.status):
        raise Refused(status, f"An appointment in status {row.status} does not allow this.", "appointment_id")
    return row


def _store(call: Call, row: Appointment) -> None:
    row.modified = max(micros(call.now), row.modified + 1)
    row.save()
    call.committed(str(row.id))


def confirm_appointment(call: Call) -> Json:
    """Confirm a booking that waits; anything else conflicts."""
    row = _checked(call, "confirm")
    row.status = "confirmed"
    _store(call, row)
    return {"data": base(row)}


def cancel_appointment(call: Call) -> Json:
    """Cancel; free text is taken only with one of the other_* reason types."""
    body = call.body
    kind, text = body.get("cancellation_reason_type"), body.get("cancellation_reason")
    if kind is not None:
        choice(kind, REASON_TYPES, "cancellation_reason_type")
    if text is not None and (not isinstance(text, str) or (text and kind not in FREE_TEXT)):
        raise invalid("A free text needs an other_patient_reason or other_provider_reason type.", "cancellation_reason")
    row = _checked(call, "cancel")
    row.status, row.cancellation_reason_type, row.cancellation_reason = "cancelled", kind or "", text or ""
    _store(call, row)
    return {"data": base(row)}


def reschedule_appointment(call: Call) -> Json:
    """Move to another start that availability offers; a state that forbids it is a 400, since no 409 is declared."""
    start = instant(text_of(call.body, "start_time"), "start_time")
    row = _checked(call, "reschedule", status=400)
    place = PROVIDER_LOCATIONS.get(f"{row.provider_id}|{row.location_id}")
    if place is None:
        raise invalid("The provider location is no longer bookable.", "appointment_id")
    day = timedelta(days=1)
    offered = bookable(
        place, (start - day).date(), (start + day).date(), Visit(row.visit_reason_id, row.patient_type), call.now
    )
    local = next((slot for slot in offered if slot.astimezone(UTC) == start), None)
    if local is None:
        raise invalid("The start time is not available.", "start_time")
    row.status = place.reschedules_as or AFTER_RESCHEDULE[row.confirmation_type]
    if row.status != "reschedule_failed":
        row.start_time, row.start = local.isoformat(), micros(start)
    _store(call, row)
    return {"data": booked(row)}


def update_appointment_status(call: Call) -> Json:
    """Set arrived, which no read shows, or no_show, from the start to two days after it."""
    wished = choice(call.body.get("appointment_status"), SETTABLE, "appointment_status")
    row = _checked(call, wished)
    age = micros(call.now) - row.start
    if wished == "no_show" and not 0 <= age <= NO_SHOW_WITHIN // timedelta(microseconds=1):
        raise invalid("A no-show is set after the start and at most two days later.", "appointment_status")
    if wished == "arrived":
        row.arrived = True
    else:
        row.status = "no_show"
    _store(call, row)
    return {"data": base(row)}
