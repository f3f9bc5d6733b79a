"""How long a visit takes, and which appointments take their provider's time."""

from datetime import timedelta

from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.models import Appointment
from zocdoc_sync.models.directory import DEFAULT_VISIT_MINUTES

# These give their time back: a timeslot under them is free again.
FREES = frozenset({AppointmentStatus.CANCELLED, AppointmentStatus.BOOKING_FAILED})


def length_of(appointment: Appointment) -> timedelta:
    """Return how long the visit takes: the setting of its reason, because Zocdoc does not say."""
    reason = appointment.visit_reason
    return timedelta(minutes=reason.minutes if reason else DEFAULT_VISIT_MINUTES)


def takes_time(appointment: Appointment) -> bool:
    """Tell whether nobody else can come while this appointment lasts."""
    return appointment.status not in FREES
