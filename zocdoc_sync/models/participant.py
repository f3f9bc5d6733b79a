"""The patient of an appointment, encrypted, searchable by blind indexes only."""

from typing import Any

from django.db import models

from zocdoc_sync.encryption.blind import blind_index
from zocdoc_sync.encryption.fields import EncryptedField, EncryptedJSONField
from zocdoc_sync.models.appointment import Appointment
from zocdoc_sync.models.patient_words import INDEXED
from zocdoc_sync.models.scoping import OwnedModel

BOUND = ("connection_id", "appointment_id")


class Participant(OwnedModel):
    """Who comes to an appointment, as Zocdoc's participants answer tells it."""

    appointment = models.OneToOneField(Appointment, models.CASCADE, primary_key=True, related_name="participant")
    first_name = EncryptedField(null=True, bound_to=BOUND)
    last_name = EncryptedField(null=True, bound_to=BOUND)
    birth_date = EncryptedField(null=True, bound_to=BOUND)
    phone = EncryptedField(null=True, bound_to=BOUND)
    email = EncryptedField(null=True, bound_to=BOUND)
    member_id = EncryptedField(null=True, bound_to=BOUND)
    payload = EncryptedJSONField(null=True, bound_to=BOUND)
    first_name_index = models.CharField(max_length=32, blank=True, db_index=True)
    last_name_index = models.CharField(max_length=32, blank=True, db_index=True)
    full_name_index = models.CharField(max_length=32, blank=True, db_index=True)
    birth_date_index = models.CharField(max_length=32, blank=True, db_index=True)
    phone_index = models.CharField(max_length=32, blank=True, db_index=True)
    email_index = models.CharField(max_length=32, blank=True, db_index=True)
    member_id_index = models.CharField(max_length=32, blank=True, db_index=True)
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = "patient"
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"patient of appointment {self.appointment_id}"

    @property
    def attachments(self) -> list[dict[str, Any]]:
        """Return the files that Zocdoc holds, as it told them; their addresses need our token."""
        told = (self.payload or {}).get("patient")
        listed = told.get("uploaded_attachments") if isinstance(told, dict) else None
        return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []

    def reindex(self) -> None:
        """Set the blind indexes from the readable values, under the newest key."""
        for column, words in INDEXED.items():
            setattr(self, f"{column}_index", blind_index(column, words(self)))
