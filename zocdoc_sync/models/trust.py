"""What people saw and did, and what needs their attention."""

from typing import Any

from django.conf import settings
from django.db import models

from zocdoc_sync.encryption.chain import seal_as_written
from zocdoc_sync.enums import alert_codes


class AccessEvent(models.Model):
    """One append-only line of the audit: who did or saw what, when, from where; it holds no patient data."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor_label = models.CharField("who", max_length=150)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    connection = models.ForeignKey("zocdoc_sync.Connection", models.SET_NULL, null=True, related_name="+")
    address = models.GenericIPAddressField("from", null=True)
    # Whom and which connection the keys above meant when it was written: those are emptied when their rows go.
    links = models.CharField(max_length=50, default="", editable=False)
    position = models.BigIntegerField(null=True, unique=True, editable=False)
    seal = models.CharField(max_length=64, default="", editable=False)
    seal_key = models.CharField(max_length=8, default="", editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "audit entry"
        verbose_name_plural = "audit"
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["at", "id"], name="access_by_time"),
            models.Index(fields=["id"], condition=models.Q(position__isnull=True), name="access_to_chain"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"

    def save(self, *args: Any, **options: Any) -> None:
        """Seal and write a new line; raise TypeError for one that is written already."""
        if not self._state.adding:
            raise TypeError("A line of the audit is written once.")
        seal_as_written(self)
        super().save(*args, **options)


class AuditChain(models.Model):
    """The two ends of the audit's chain, in one row: where it begins after pruning, and its last seal."""

    first = models.BigIntegerField("last position that was pruned", default=0)
    before = models.CharField("seal of that position", max_length=64, default="")
    position = models.BigIntegerField("last position", default=0)
    seal = models.CharField("seal of the last position", max_length=64, default="")
    turn = models.BigIntegerField("last position sealed with the newest key, while keys are rotated", default=0)
    turn_seal = models.CharField("seal that position had before", max_length=64, default="")
    key = models.CharField(max_length=8, default="")
    proof = models.CharField(max_length=64, default="")
    checked_at = models.DateTimeField(null=True)
    checked_sentence = models.CharField(max_length=300, default="")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"audit chain to {self.position}"


class Alert(models.Model):
    """Something that gave up and needs a person; one open row for one fault."""

    code = models.CharField(max_length=40, choices=alert_codes)
    fault = models.CharField(max_length=200)
    connection = models.ForeignKey("zocdoc_sync.Connection", models.CASCADE, null=True, related_name="+")
    sentence = models.TextField()
    count = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField("mailed", null=True, editable=False)

    class Meta:
        ordering = ["-last_at", "-pk"]
        default_permissions = ("view", "change")
        permissions = [("get_alert_mail", "Can get alerts by e-mail")]
        constraints = [
            models.UniqueConstraint(
                fields=["fault"],
                condition=models.Q(closed_at__isnull=True),
                name="alert_one_open_for_a_fault",
            )
        ]
        indexes = [
            models.Index(
                fields=["opened_at"],
                condition=models.Q(told_at__isnull=True, closed_at__isnull=True),
                name="alert_not_told",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.fault}"
