"""The mirror of Zocdoc's appointments."""

from typing import Any

from django.db import models

from zocdoc_sync.encryption.fields import EncryptedJSONField
from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.models.directory import Location, Practice, Provider, ProviderLocation, VisitReason
from zocdoc_sync.models.scoping import OwnedModel

IN_LISTS = ["connection", "status", "local_date", "provider", "location", "gone_at", "source"]


class Appointment(OwnedModel):
    """One appointment as Zocdoc last told it.

    Columns are what lists search and sort on; `payload` is Zocdoc's whole answer, encrypted, because notes and reasons
    are patient data. `status` and the other words take any text. Instants are UTC; `local_date` is the location's day.
    """

    zocdoc_id = models.CharField("Zocdoc id", max_length=64)
    status = models.CharField(max_length=40)
    start_time = models.DateTimeField("starts", null=True)
    start_offset_minutes = models.SmallIntegerField(null=True)
    local_date = models.DateField("day", null=True)
    created_time = models.DateTimeField("booked", null=True)
    last_modified_time = models.DateTimeField("changed at Zocdoc", null=True)
    provider = models.ForeignKey(Provider, models.SET_NULL, null=True, related_name="+", db_index=False)
    location = models.ForeignKey(Location, models.SET_NULL, null=True, related_name="+", db_index=False)
    provider_location = models.ForeignKey(
        ProviderLocation, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    practice = models.ForeignKey(Practice, models.SET_NULL, null=True, related_name="+", db_index=False)
    visit_reason = models.ForeignKey(VisitReason, models.SET_NULL, null=True, related_name="+", db_index=False)
    visit_type = models.CharField(max_length=40, blank=True)
    patient_type = models.CharField(max_length=20, blank=True)
    confirmation_type = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=120, blank=True)
    is_provider_resource = models.BooleanField(null=True)
    developer_patient_index = models.CharField(max_length=32, blank=True, editable=False)
    gaps = models.JSONField(default=list, blank=True, editable=False)
    payload = EncryptedJSONField(null=True, editable=False, bound_to=("connection_id", "zocdoc_id"))
    digest = models.CharField(max_length=32, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    seen_at = models.DateTimeField("last seen", editable=False)
    gone_at = models.DateTimeField("gone from Zocdoc since", null=True, editable=False)
    arrived_at = models.DateTimeField("arrived", null=True, editable=False)
    patient_read_at = models.DateTimeField("patient read", null=True, editable=False)
    patient_due_at = models.DateTimeField("patient to be read", null=True, editable=False)

    class Meta:
        ordering = ["-start_time", "-pk"]
        default_permissions = ("view",)
        permissions = [
            ("see_raw_answer", "Can see Zocdoc's whole answers"),
            ("export_lists", "Can export lists as CSV"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["connection", "zocdoc_id"], name="appointment_once_a_connection")
        ]
        indexes = [
            models.Index(fields=["connection", "start_time", "id"], name="appointment_by_start"),
            # What lists and reports look for is carried along: PostgreSQL need not open the wide rows for it.
            models.Index(fields=["start_time", "id"], include=IN_LISTS, name="appointment_start_all"),
            models.Index(fields=["status", "start_time", "id"], name="appointment_by_status"),
            models.Index(fields=["connection", "last_modified_time"], name="appointment_by_modified"),
            models.Index(fields=["provider", "local_date"], include=["connection"], name="appointment_provider_day"),
            models.Index(fields=["location", "local_date"], include=["connection"], name="appointment_location_day"),
            models.Index(fields=["created_time", "id"], include=IN_LISTS, name="appointment_by_created"),
            models.Index(
                fields=["developer_patient_index"],
                condition=~models.Q(developer_patient_index=""),
                name="appointment_by_dev_patient",
            ),
            models.Index(
                fields=["patient_due_at"],
                condition=models.Q(patient_due_at__isnull=False),
                name="appointment_patient_due",
            ),
        ]

    def __str__(self) -> str:
        return f"appointment {self.zocdoc_id}"

    @property
    def status_label(self) -> str:
        """Return the status in the reader's words; an unknown one as Zocdoc wrote it."""
        known = dict(AppointmentStatus.choices)
        return str(known.get(self.status, self.status))

    def said(self, name: str) -> Any:
        """Return a field of Zocdoc's last answer, None where it is absent."""
        return (self.payload or {}).get(name)
