"""What an appointment is, at a glance: for its page and for the forms that change it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from zocdoc_sync.admin.appointments.columns import status_badge
from zocdoc_sync.admin.appointments.patients import HIDDEN, may_see_patients, name_of
from zocdoc_sync.admin.clocks import nearest_clock
from zocdoc_sync.admin.times import long_time, short_time, zone_of
from zocdoc_sync.models import Appointment


@dataclass(frozen=True)
class Summary:
    """An appointment in the reader's words; `patient` is masked for a person who may not see it."""

    pk: int
    zocdoc_id: str
    when: str
    time: str
    patient: str
    status: SafeString
    clock: str
    provider: str
    location: str
    reason: str
    connection: str
    source: str


def summary(row: Appointment, person: Any, now: datetime) -> Summary:
    """Return an appointment in the reader's words."""
    return Summary(
        pk=row.pk,
        zocdoc_id=row.zocdoc_id,
        when=long_time(row.start_time, zone_of(row)),
        time=short_time(row.start_time, zone_of(row)),
        patient=name_of(row) if may_see_patients(person) else HIDDEN,
        status=status_badge(row),
        clock=nearest_clock(row, now),
        provider=str(row.provider or "—"),
        location=str(row.location or "—"),
        reason=str(row.visit_reason or "—"),
        connection=row.connection.name,
        source=row.source or "Zocdoc",
    )
