"""A provider's timeslots on one local day: every version that was read or put."""

from django.conf import settings
from django.db import models

from zocdoc_sync.models.directory import Provider
from zocdoc_sync.models.operation_log import OperationLog
from zocdoc_sync.models.scoping import OwnedModel


class ProviderDay(OwnedModel):
    """A provider's local date; Zocdoc replaces it whole, at all locations."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="days")
    date = models.DateField()
    read_at = models.DateTimeField("last read", null=True, editable=False)
    put_at = models.DateTimeField("last put", null=True, editable=False)

    class Meta:
        ordering = ["-date", "provider", "pk"]
        verbose_name = "provider day"
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["connection", "provider", "date"], name="provider_day_once")]

    def __str__(self) -> str:
        return f"day {self.date} of provider {self.provider_id}"


class DayState(models.TextChoices):
    """Where a version stands; a put is verified when Zocdoc shows the same."""

    READ = "read", "Read from Zocdoc"
    PLANNED = "planned", "On its way to Zocdoc"
    NOT_PUT = "not_put", "Not put: nothing changed"
    PUT = "put", "Put, not seen at Zocdoc yet"
    VERIFIED = "verified", "Verified at Zocdoc"
    DIFFERS = "differs", "Zocdoc shows something else"
    REPLACED = "replaced", "Replaced before it was seen"


class DayVersion(OwnedModel):
    """One version of a day, in Zocdoc's names; of a put also what it replaced and locations that it lost."""

    day = models.ForeignKey(ProviderDay, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=DayState.choices, default=DayState.READ)
    slots = models.JSONField(default=list)
    replaced = models.JSONField(default=list)
    lost_locations = models.JSONField(default=list)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor_label = models.CharField("by", max_length=150, blank=True)
    operation = models.OneToOneField(OperationLog, models.SET_NULL, null=True, related_name="day_version")
    # The key of the operation that puts it: known before the operation is, so that a process may die in between.
    operation_key = models.CharField(max_length=120, blank=True)
    verified_at = models.DateTimeField(null=True)
    checks = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-number", "-pk"]
        verbose_name = "version of a day"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["connection", "day", "number"], name="day_version_number_once"),
            models.UniqueConstraint(
                fields=["connection", "operation_key"],
                condition=~models.Q(operation_key=""),
                name="day_version_key_once",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.day_id}"
