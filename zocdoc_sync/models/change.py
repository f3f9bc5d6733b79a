"""Observed differences of appointments: the row that stands between the sync and the workflows."""

from django.db import models

from zocdoc_sync.enums import ChangeKind, Channel
from zocdoc_sync.models.appointment import Appointment
from zocdoc_sync.models.scoping import OwnedModel


class Change(OwnedModel):
    """One observed difference between two versions of an appointment.

    `kind` is the leading kind, `kinds` all of them; `fields` maps a changed column to [before, after] and holds no
    patient data: of an encrypted column only the name appears. `version` is what the appointment has after it.
    `dispatched_at` is null until the workflows have seen it: the row itself is the outbox.
    """

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="changes", db_index=False)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=ChangeKind.choices)
    kinds = models.JSONField(default=list)
    fields = models.JSONField(default=dict)
    channel = models.CharField(max_length=16, choices=Channel.choices)
    observed_at = models.DateTimeField()
    modified_time = models.DateTimeField("changed at Zocdoc", null=True)
    sync_run = models.ForeignKey("zocdoc_sync.SyncRun", models.SET_NULL, null=True, related_name="changes")
    operation = models.ForeignKey(
        "zocdoc_sync.OperationLog", models.SET_NULL, null=True, related_name="changes", db_index=False
    )
    dispatched_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-observed_at", "-pk"]
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["appointment", "version"], name="change_once_a_version")]
        indexes = [
            models.Index(fields=["connection", "observed_at", "id"], name="change_by_time"),
            models.Index(fields=["id"], condition=models.Q(dispatched_at__isnull=True), name="change_undispatched"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of appointment {self.appointment_id}"
