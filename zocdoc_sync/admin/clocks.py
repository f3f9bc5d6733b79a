"""The clocks that run on an appointment: which one strikes next, and what is near or over."""

from datetime import datetime, timedelta

from zocdoc_sync.admin.times import span
from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.models import Appointment
from zocdoc_sync.models.directory import DEFAULT_VISIT_MINUTES

S = AppointmentStatus
FEE_WINDOW = timedelta(hours=24)
NO_SHOW_WINDOW = timedelta(hours=48)
# A booking that starts within this is answered before older ones.
SOON = timedelta(hours=24)
OPEN = frozenset({S.PENDING_BOOKING, S.CONFIRMED, S.PENDING_RESCHEDULE, S.RESCHEDULED})


def nearest_clock(appointment: Appointment, now: datetime) -> str:
    """Return what comes next for an appointment and when, such as "starts in 2 h"; "" when no clock runs."""
    if appointment.status not in OPEN or appointment.gone_at is not None:
        return ""
    ahead = [(at, says) for at, says in _clocks(appointment) if at > now]
    next_one = ""
    if ahead:
        at, says = min(ahead)
        next_one = says.format(span(at - now))
    if appointment.status == S.PENDING_BOOKING and appointment.created_time is not None:
        waiting = f"booked {span(now - appointment.created_time)} ago"
        return f"{waiting} · {next_one}" if next_one else waiting
    return next_one


def starts_soon(appointment: Appointment, now: datetime) -> bool:
    """Tell whether an appointment starts within SOON."""
    return appointment.start_time is not None and now <= appointment.start_time <= now + SOON


def ends_at(appointment: Appointment) -> datetime | None:
    """Return when a visit is over, by the usual length of its reason; None when its start is not known."""
    if appointment.start_time is None:
        return None
    reason = appointment.visit_reason
    return appointment.start_time + timedelta(minutes=reason.minutes if reason else DEFAULT_VISIT_MINUTES)


def _clocks(appointment: Appointment) -> list[tuple[datetime, str]]:
    clocks = []
    if appointment.created_time is not None:
        clocks.append((appointment.created_time + FEE_WINDOW, "cancelling saves the fee for {} more"))
    if appointment.start_time is not None:
        clocks.append((appointment.start_time, "starts in {}"))
        clocks.append((appointment.start_time + NO_SHOW_WINDOW, "no-show can be set for {} more"))
    return clocks
