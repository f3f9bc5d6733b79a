"""The ledger of operations: a write is written down before it is sent, and settled afterwards."""

import uuid

from django.conf import settings
from django.db import models

from zocdoc_sync.encryption.fields import EncryptedJSONField
from zocdoc_sync.enums import Operation, OperationState
from zocdoc_sync.models.appointment import Appointment
from zocdoc_sync.models.scoping import OwnedModel


class OperationLog(OwnedModel):
    """One performance of an operation, and who asked for it.

    `key` makes it happen once: a second performance of the same key finds this row and sends nothing. `wish` says in
    mirrored columns what will be true when it has happened, so that reading back can settle an unknown outcome.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    operation = models.CharField(max_length=60, choices=Operation.choices)
    key = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=16, choices=OperationState.choices, default=OperationState.PLANNED)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor_label = models.CharField("asked by", max_length=150)
    appointment = models.ForeignKey(Appointment, models.SET_NULL, null=True, related_name="operations")
    target = models.CharField(max_length=200, blank=True)
    wish = models.JSONField(default=dict)
    request = EncryptedJSONField(null=True)
    answer = EncryptedJSONField(null=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    request_id = models.CharField(max_length=100, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_sentence = models.TextField(blank=True)
    planned_at = models.DateTimeField()
    sending_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    checks = models.PositiveSmallIntegerField(default=0)
    settled_by = models.CharField(max_length=24, blank=True)

    class Meta:
        ordering = ["-planned_at", "-pk"]
        verbose_name = "operation"
        default_permissions = ("view",)
        permissions = [(f"perform_{code.lower()}", f"Can perform: {label}") for code, label in Operation.choices]
        indexes = [
            models.Index(fields=["connection", "planned_at"], name="operation_latest"),
            models.Index(
                fields=["state", "deadline_at"],
                condition=models.Q(state__in=["planned", "sending", "unknown", "asks"]),
                name="operation_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.pk}"
