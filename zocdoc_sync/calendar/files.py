"""Appointments as a calendar file (RFC 5545): instants in UTC, one event an appointment, stable in every edition."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from icalendar import Calendar, Event

from zocdoc_sync.calendar.visits import FREES, length_of
from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.models import Appointment

S = AppointmentStatus
PRODUCT = "-//Slotdesk//Slotdesk//EN"
AGAIN = timedelta(minutes=15)
TENTATIVE = frozenset({S.PENDING_BOOKING, S.PENDING_RESCHEDULE})
# A calendar program has one word for what is settled.
WORDS: dict[str, str] = {S.CONFIRMED: "Booked", S.RESCHEDULED: "Booked"}


def calendar_file(rows: Iterable[Appointment], title: str, name: Callable[[Appointment], str] | None = None) -> bytes:
    """Return a file of appointments that have a start; it names no patient unless `name` is given."""
    calendar = Calendar()
    for key, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(key, value)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", AGAIN)
    for row in rows:
        if row.start_time is not None:
            calendar.add_component(_event(row, name(row) if name else ""))
    written: bytes = calendar.to_ical()
    return written


def _event(row: Appointment, patient: str) -> Event:
    event, start = Event(), row.start_time
    assert start is not None  # noqa: S101 (those without a start are left out by the caller)
    is_off = row.status in FREES or row.gone_at is not None
    status = "Cancelled" if row.gone_at else WORDS.get(row.status, row.status_label)
    words = (status, patient, str(row.visit_reason or ""))
    event.add("uid", f"{row.zocdoc_id}-{row.connection_id}@slotdesk")
    event.add("dtstamp", row.last_modified_time or row.seen_at)
    event.add("last-modified", row.last_modified_time or row.seen_at)
    event.add("sequence", row.version)
    event.add("dtstart", start)
    event.add("dtend", start + length_of(row))
    event.add("summary", " · ".join(word for word in words if word))
    event.add("status", "CANCELLED" if is_off else "TENTATIVE" if row.status in TENTATIVE else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    if row.provider:
        event.add("description", str(row.provider))
    if row.location:
        event.add("location", _where(row))
    return event


def _where(row: Appointment) -> str:
    location = row.location
    parts = (location.name, location.address, location.city, location.state) if location else ()
    return ", ".join(part for part in parts if part)
