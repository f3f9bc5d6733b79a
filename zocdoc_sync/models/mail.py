"""Mail about alerts: what was planned for whom, and what each person wants to get."""

from django.conf import settings
from django.db import models

from zocdoc_sync.enums import MailKind, MailState


class MailWish(models.Model):
    """What a person who may get mail about alerts wants to get; without a row, all of it."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="mail_wish")
    alerts = models.BooleanField(default=True)
    digest = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"mail wish of person {self.person_id}"


class AlertMail(models.Model):
    """One e-mail to one person: handed over once, whatever is killed; its text is made when it is sent."""

    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=MailKind.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    alerts = models.ManyToManyField("zocdoc_sync.Alert", related_name="mails")
    state = models.CharField(max_length=12, choices=MailState.choices, default=MailState.WAITING)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["person", "kind", "made_at"], name="alert_mail_of_person")]

    def __str__(self) -> str:
        return f"mail {self.pk} ({self.kind})"
