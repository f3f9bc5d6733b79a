"""What Zocdoc tells by itself: the keys that its deliveries are signed with, and what was delivered; ids only."""

import uuid

from django.conf import settings
from django.db import models

from zocdoc_sync.encryption.fields import EncryptedField
from zocdoc_sync.models.scoping import OwnedModel


class WebhookKey(OwnedModel):
    """A key that deliveries of a connection may be signed with, until it is retired; several during a rotation."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    secret = EncryptedField(bound_to=("uid",))
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_by_label = models.CharField(max_length=150)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["connection", "added_at"], name="webhook_key_of_connection")]

    def __str__(self) -> str:
        return f"webhook key {self.pk}"


class WebhookState(models.TextChoices):
    """What became of a delivery."""

    WAITING = "waiting", "Waits to be read"
    DONE = "done", "Appointment read"
    PARKED = "parked", "Zocdoc knows no such appointment"
    LEFT = "left", "Left to the next poll"
    SKIPPED = "skipped", "Not read: the connection is not in use"


class WebhookEvent(OwnedModel):
    """One signed delivery: which appointment to read again. What it says of the appointment itself is not kept."""

    digest = models.CharField(max_length=64, editable=False)
    zocdoc_id = models.CharField("appointment id", max_length=36)
    update_type = models.CharField("said", max_length=20, blank=True)
    told_at = models.DateTimeField("modified at Zocdoc", null=True)
    received_at = models.DateTimeField("received")
    state = models.CharField(max_length=12, choices=WebhookState.choices, default=WebhookState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    handled_at = models.DateTimeField("read", null=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = "webhook"
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["connection", "digest"], name="webhook_once")]
        indexes = [
            models.Index(fields=["connection", "received_at"], name="webhook_latest"),
            models.Index(fields=["connection", "zocdoc_id", "received_at"], name="webhook_of_appointment"),
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="webhook_waiting"),
        ]

    def __str__(self) -> str:
        return f"webhook {self.pk}"


class WebhookOutcome(models.TextChoices):
    """How a delivery was answered; all but the accepted ones are counted only."""

    ACCEPTED = "accepted", "Accepted"
    REPEATED = "repeated", "Delivered before"
    OTHER_EVENT = "other_event", "About something else"
    NO_KEY = "no_key", "No key is stored"
    UNSIGNED = "unsigned", "No signature or no timestamp"
    FORGED = "forged", "Wrong signature"
    CLOCK = "clock", "Clock more than five minutes off, or replayed"
    WRONG_TYPE = "wrong_type", "Not JSON"
    TOO_LARGE = "too_large", "Larger than 64 KB"
    MALFORMED = "malformed", "Signed, but not readable"


class WebhookCount(OwnedModel):
    """How many deliveries of a UTC day were answered in one way."""

    day = models.DateField()
    outcome = models.CharField(max_length=12, choices=WebhookOutcome.choices)
    number = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["connection", "day", "outcome"], name="webhook_count_once")]

    def __str__(self) -> str:
        return f"{self.outcome} on {self.day}"
