"""Files for an appointment that wait here, or were uploaded to Zocdoc from here."""

import uuid

from django.conf import settings
from django.db import models

from zocdoc_sync.encryption.fields import EncryptedField
from zocdoc_sync.enums import AttachmentType, DocumentState
from zocdoc_sync.models.appointment import Appointment
from zocdoc_sync.models.operation_log import OperationLog
from zocdoc_sync.models.scoping import OwnedModel


class Document(OwnedModel):
    """One file; its content lies sealed in a file of its own until `removed_at`, its name is patient data.

    `held_before` is how many files Zocdoc held right before the upload: reading back compares with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="documents", db_index=False)
    attachment_type = models.CharField("what it is", max_length=60, choices=AttachmentType.choices)
    state = models.CharField(max_length=16, choices=DocumentState.choices, default=DocumentState.WAITING)
    name = EncryptedField(bound_to=("connection_id", "id"))
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_by_label = models.CharField("added by", max_length=150)
    added_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    held_before = models.PositiveIntegerField(null=True)
    operation = models.ForeignKey(OperationLog, models.SET_NULL, null=True, related_name="+")
    fault = models.TextField(blank=True)
    uploaded_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField("file removed", null=True)

    class Meta:
        ordering = ["-added_at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["connection", "appointment"], name="document_by_appointment"),
            models.Index(fields=["appointment", "added_at"], name="document_latest"),
            models.Index(
                fields=["state", "added_at"], condition=models.Q(removed_at__isnull=True), name="document_with_file"
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"
