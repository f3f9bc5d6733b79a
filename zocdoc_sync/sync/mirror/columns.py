"""The columns of an appointment that come from Zocdoc, and their values for one row."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection as database

from zocdoc_sync.client.records import AppointmentRecord
from zocdoc_sync.encryption.blind import blind_index
from zocdoc_sync.encryption.fields import EncryptedJSONField
from zocdoc_sync.encryption.sealing import seal
from zocdoc_sync.models import Appointment, Connection
from zocdoc_sync.sync.mirror.plain_values import as_json, instant_writer
from zocdoc_sync.sync.mirror.stubs import Places
from zocdoc_sync.sync.mirror.zones import local_day

READ_PATIENTS_FROM, READ_PATIENTS_UNTIL = timedelta(days=-7), timedelta(days=60)
# What sync does not name it does not touch: our own `arrived_at` and `patient_read_at` stay as they are.
COLUMNS = (
    "connection_id", "zocdoc_id", "status", "start_time", "start_offset_minutes", "local_date", "created_time",
    "last_modified_time", "provider_id", "location_id", "provider_location_id", "practice_id", "visit_reason_id",
    "visit_type", "patient_type", "confirmation_type", "source", "is_provider_resource", "developer_patient_index",
    "gaps", "payload", "digest", "version", "seen_at", "gone_at", "patient_due_at",
)  # fmt: skip
PAYLOAD: EncryptedJSONField = Appointment._meta.get_field("payload")
WIDTHS = {
    field.name: field.max_length
    for field in Appointment._meta.concrete_fields
    if field.name in {"status", "visit_type", "patient_type", "confirmation_type", "source"}
}


@dataclass(frozen=True)
class Sight:
    """A record that is to be written: its fingerprint and the version that it becomes."""

    record: AppointmentRecord
    digest: str
    version: int


class Rows:
    """Turn sights of one connection's appointments into rows for the database at `now`."""

    def __init__(self, connection: Connection, places: Places, now: datetime) -> None:
        self.places, self.now = places, now
        # One instance stands for each row in turn, because sealing binds a payload to its row and making one costs.
        self._row = Appointment(connection_id=connection.pk)
        self._instant = instant_writer()
        self._now = self._instant(now)
        self._day = database.ops.adapt_datefield_value

    def values(self, sight: Sight) -> tuple[Any, ...]:
        """Return the values of COLUMNS."""
        record, places, instant = sight.record, self.places, self._instant
        day = local_day(record.start_time, places.zones.get(record.location_id), record.start_offset_minutes)
        return (
            self._row.connection_id,
            record.appointment_id,
            word("status", record.status),
            instant(record.start_time),
            record.start_offset_minutes,
            self._day(day),
            instant(record.created_time),
            instant(record.last_modified_time),
            places.providers.get(record.provider_id),
            places.locations.get(record.location_id),
            places.provider_locations.get(record.provider_location_id),
            places.practices.get(record.practice_id),
            places.visit_reasons.get(record.visit_reason_id),
            word("visit_type", record.visit_type),
            word("patient_type", record.patient_type),
            word("confirmation_type", record.confirmation_type),
            word("source", record.source),
            record.is_provider_resource,
            blind_index("developer_patient_id", record.developer_patient_id),
            as_json(list(record.gaps)),
            self._sealed(record),
            sight.digest,
            sight.version,
            self._now,
            None,
            instant(patient_due(record.start_time, self.now)),
        )

    def _sealed(self, record: AppointmentRecord) -> str:
        self._row.zocdoc_id = record.appointment_id
        return seal(as_json(record.raw), PAYLOAD.place(self._row))


def patient_due(start: datetime | None, now: datetime) -> datetime | None:
    """Return when the patient of an appointment is to be read: now if it starts near enough, else not by itself."""
    return now if start is not None and READ_PATIENTS_FROM <= start - now <= READ_PATIENTS_UNTIL else None


def word(column: str, text: str | None) -> str:
    """Return an open-ended word as its column can hold it."""
    return (text or "").replace("\x00", "")[: WIDTHS[column]]
