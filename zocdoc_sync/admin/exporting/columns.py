"""What a file of each list holds: the columns of four tables, patients' columns apart."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import get_current_timezone

from zocdoc_sync.admin.appointments.patients import patient_of
from zocdoc_sync.admin.exporting.sheet import with_offset
from zocdoc_sync.admin.times import zone_of
from zocdoc_sync.models import AccessEvent, Appointment, Change, OperationLog


@dataclass(frozen=True)
class Column:
    """A column: its title, and what it holds of a row."""

    title: str
    of: Callable[[Any], Any]


def _of_patient(title: str, name: str) -> Column:
    return Column(title, lambda row: getattr(patient_of(row), name, None))


def _local(title: str, name: str) -> Column:
    return Column(title, lambda row: with_offset(getattr(row, name), zone_of(row)))


def _here(title: str, name: str) -> Column:
    return Column(title, lambda row: with_offset(getattr(row, name), get_current_timezone()))


def _zone_name(row: Appointment) -> str:
    at: datetime | None = row.start_time
    zone = zone_of(row)
    return getattr(zone, "key", "") or str(zone.tzname(at))


def _appointment_id(row: Change | OperationLog) -> str:
    return row.appointment.zocdoc_id if row.appointment else ""


ZONE = Column("Time zone", lambda _row: str(get_current_timezone()))
CONNECTION = Column("Connection", lambda row: row.connection.name if row.connection else None)

APPOINTMENTS = (
    Column("Zocdoc id", lambda row: row.zocdoc_id),
    _local("Starts", "start_time"),
    Column("Time zone", _zone_name),
    Column("Status", lambda row: row.status_label),
    Column("Patient type", lambda row: row.patient_type),
    Column("Provider", lambda row: row.provider),
    Column("Location", lambda row: row.location),
    Column("Visit reason", lambda row: row.visit_reason),
    Column("Visit type", lambda row: row.visit_type),
    Column("Booked through", lambda row: row.source),
    _local("Booked", "created_time"),
    _local("Changed at Zocdoc", "last_modified_time"),
    _local("Arrived", "arrived_at"),
    _local("Gone from Zocdoc", "gone_at"),
    CONNECTION,
)
PATIENT = (
    _of_patient("First name", "first_name"),
    _of_patient("Last name", "last_name"),
    _of_patient("Born", "birth_date"),
    _of_patient("Phone", "phone"),
    _of_patient("E-mail", "email"),
    _of_patient("Member id", "member_id"),
)
CHANGES = (
    _here("Seen", "observed_at"),
    _here("Changed at Zocdoc", "modified_time"),
    ZONE,
    Column("Kind", lambda row: row.get_kind_display()),
    Column("Appointment", _appointment_id),
    Column("Changed", lambda row: ", ".join(row.fields)),
    Column("Seen by", lambda row: row.get_channel_display()),
    CONNECTION,
)
OPERATIONS = (
    _here("Asked", "planned_at"),
    _here("Sent", "sending_at"),
    _here("Settled", "settled_at"),
    ZONE,
    Column("Operation", lambda row: row.get_operation_display()),
    Column("State", lambda row: row.get_state_display()),
    Column("Appointment", _appointment_id),
    Column("Asked by", lambda row: row.actor_label),
    Column("HTTP status", lambda row: row.http_status),
    Column("Request id", lambda row: row.request_id),
    Column("Error code", lambda row: row.error_code),
    Column("What came of it", lambda row: row.error_sentence),
    CONNECTION,
)
AUDIT = (
    _here("When", "at"),
    ZONE,
    Column("Who", lambda row: row.actor_label),
    Column("Action", lambda row: row.action),
    Column("Subject", lambda row: row.subject),
    Column("From", lambda row: row.address),
    CONNECTION,
)
TABLES: dict[type, tuple[Column, ...]] = {
    Appointment: APPOINTMENTS,
    Change: CHANGES,
    OperationLog: OPERATIONS,
    AccessEvent: AUDIT,
}


def columns_of(model: type, *, patients: bool) -> tuple[Column, ...]:
    """Return the columns of a list's file, with the patients' only where they are to be in it."""
    own = TABLES[model]
    return (*own, *PATIENT) if patients and model is Appointment else own
