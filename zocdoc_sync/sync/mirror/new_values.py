"""Alerts for words that Zocdoc has not used before."""

from collections.abc import Iterable
from datetime import datetime

from zocdoc_sync.alerts import raise_alert
from zocdoc_sync.client.records import AppointmentRecord
from zocdoc_sync.enums import AlertCode, AppointmentStatus, StatusToSet
from zocdoc_sync.models import Connection
from zocdoc_sync.sync.mirror.columns import word

KNOWN = {
    "status": frozenset({*AppointmentStatus.values, *StatusToSet.values}),
    "visit_type": frozenset({"in_person", "zocdoc_video_service", "third_party_video_service"}),
    "patient_type": frozenset({"new", "existing"}),
}


def note_new_values(connection: Connection, records: Iterable[AppointmentRecord], *, now: datetime) -> None:
    """Raise one alert for each word that is not known: it is kept and shown, and someone should know."""
    for name, value in sorted({pair for record in records for pair in _unknown(record)}):
        raise_alert(
            AlertCode.NEW_VALUE,
            f"new_value:{connection.pk}:{name}:{value}",
            f"Zocdoc sent the {name.replace('_', ' ')} “{value}”, which is not known here. It is kept and shown as is.",
            now=now,
            connection=connection,
        )


def _unknown(record: AppointmentRecord) -> Iterable[tuple[str, str]]:
    said = ((name, word(name, getattr(record, name))) for name in KNOWN)
    return [(name, value) for name, value in said if value and value not in KNOWN[name]]
