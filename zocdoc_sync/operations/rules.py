"""When an appointment allows an operation, beyond its status."""

from datetime import datetime, timedelta

from zocdoc_sync.enums import AppointmentStatus, StatusToSet
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.spec import Cleaned
from zocdoc_sync.operations.wishes import in_utc

S = AppointmentStatus
FAILED = frozenset({S.BOOKING_FAILED, S.RESCHEDULE_FAILED})
CONFIRMABLE = frozenset({S.PENDING_BOOKING})
MOVABLE = frozenset({S.PENDING_BOOKING, S.CONFIRMED, S.PENDING_RESCHEDULE, S.RESCHEDULED})
CANCELLABLE = frozenset({*MOVABLE, *FAILED})
ATTENDABLE = frozenset({*MOVABLE, S.RESCHEDULE_FAILED})

NO_SHOW_LIMIT = timedelta(days=2)
UPLOAD_LIMIT = timedelta(days=7)


def attendance(appointment: Appointment, cleaned: Cleaned, now: datetime) -> str:
    """Return why arrived or no-show cannot be set: Zocdoc takes a no-show from the start until two days after."""
    if cleaned.get("appointment_status") != StatusToSet.NO_SHOW:
        return ""
    start = appointment.start_time
    if start is None:
        return "Its start time is not known, so a no-show cannot be told."
    if start > now:
        return "It has not started yet: a no-show can be set once the start time has passed."
    if now - start > NO_SHOW_LIMIT:
        return "It started more than 48 hours ago: Zocdoc no longer takes a no-show."
    return ""


def uploading(appointment: Appointment, _cleaned: Cleaned, now: datetime) -> str:
    """Return why a file cannot be uploaded: never to a failed appointment, nor later than seven days after it."""
    if appointment.status in FAILED:
        return "Files cannot be added to a failed appointment."
    if appointment.start_time and now - appointment.start_time > UPLOAD_LIMIT:
        return "It was more than 7 days ago: Zocdoc no longer takes files for it."
    return ""


def moving(appointment: Appointment, cleaned: Cleaned, _now: datetime) -> str:
    """Return why it cannot be moved to the given time: it is there already."""
    start = cleaned.get("start_time")
    if start and appointment.start_time and in_utc(start) == in_utc(appointment.start_time):
        return "It is at that time already."
    return ""
