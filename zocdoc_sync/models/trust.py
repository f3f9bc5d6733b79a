"""What people saw and did, and what needs their attention."""

from django.conf import settings
from django.db import models

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

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "audit entry"
        verbose_name_plural = "audit"
        default_permissions = ("view",)
        indexes = [models.Index(fields=["at", "id"], name="access_by_time")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


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
