"""What steps keep: where they post to, and what they wrote on appointments."""

from django.db import models

from zocdoc_sync.encryption.fields import EncryptedField
from zocdoc_sync.models import Appointment, OwnedModel


class WebhookTarget(OwnedModel):
    """Another system that steps may post to, signed with its own key (Standard Webhooks)."""

    name = models.CharField(max_length=80)
    url = models.URLField("address", max_length=500)
    signing_secret = EncryptedField(bound_to=("connection_id", "name"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "webhook target"
        constraints = [models.UniqueConstraint(fields=["connection", "name"], name="webhook_target_once")]

    def __str__(self) -> str:
        return self.name


class Remark(OwnedModel):
    """A note or a tag on an appointment, kept here and not sent to Zocdoc; a note may hold patient data."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="remarks")
    tag = models.CharField(max_length=40, blank=True)
    text = EncryptedField(null=True, bound_to=("connection_id", "key"))
    key = models.CharField(max_length=160)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    # When workflows have looked at it: the row of a tag is their outbox.
    dispatched_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["connection", "key"], name="remark_once_for_a_key")]
        indexes = [
            models.Index(fields=["connection", "tag"], name="remark_by_tag"),
            models.Index(
                fields=["id"],
                condition=models.Q(dispatched_at__isnull=True) & ~models.Q(tag=""),
                name="remark_undispatched",
            ),
        ]

    def __str__(self) -> str:
        return f"remark {self.pk} on appointment {self.appointment_id}"
