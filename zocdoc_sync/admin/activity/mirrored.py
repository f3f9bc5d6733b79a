"""Rows that know an appointment only by its Zocdoc id: the appointment that the mirror has under it, named in words."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable

from zocdoc_sync.admin.activity.changes import appointment_link
from zocdoc_sync.models import Appointment, Location, Provider

# What an appointment is named by, and where it stands: one answer of the database for a page, not one a row.
MIRRORED = {
    "mirrored": "pk",
    "starts": "start_time",
    "offset": "start_offset_minutes",
    "who": "provider__name",
    "zone": "location__time_zone",
}


def with_appointment(rows: QuerySet[Any], zocdoc_id: Combinable) -> QuerySet[Any]:
    """Add to each row what its appointment is named by; `zocdoc_id` is where the row has the id."""
    mirrored = Appointment.objects.filter(connection=OuterRef("connection"), zocdoc_id=OuterRef("its_id"))
    parts = {name: Subquery(mirrored.order_by().values(of)[:1]) for name, of in MIRRORED.items()}
    named: QuerySet[Any] = rows.annotate(its_id=zocdoc_id).annotate(**parts)
    return named


def mirrored_link(row: Any) -> Any:
    """Return a link to the appointment of a row, "" when the mirror has none."""
    if row.mirrored is None:
        return ""
    appointment = Appointment(
        pk=row.mirrored,
        start_time=row.starts,
        start_offset_minutes=row.offset,
        provider=Provider(name=row.who) if row.who else None,
        location=Location(time_zone=row.zone) if row.zone else None,
    )
    return appointment_link(appointment)
