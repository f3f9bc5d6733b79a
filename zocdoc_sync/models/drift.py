"""How far what was published, what can be booked and what is booked have drifted apart."""

from django.conf import settings
from django.db import models

from zocdoc_sync.models.directory import Provider
from zocdoc_sync.models.scoping import OwnedModel


class DriftState(models.TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped"


class DriftRun(OwnedModel):
    """One comparison of the coming days; `reason_ids` is empty when each provider's most used reasons are asked for."""

    state = models.CharField(max_length=12, choices=DriftState.choices, default=DriftState.RUNNING)
    key = models.CharField(max_length=120, unique=True)
    first = models.DateField("first day")
    days = models.PositiveSmallIntegerField(default=28)
    reason_ids = models.JSONField("visit reasons", default=list)
    started_at = models.DateTimeField("started")
    finished_at = models.DateTimeField("finished", null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor_label = models.CharField("started by", max_length=150, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = "comparison of timeslots"
        verbose_name_plural = "comparisons of timeslots"
        default_permissions = ("view",)
        indexes = [models.Index(fields=["connection", "started_at"], name="drift_run_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["connection"], condition=models.Q(state="running"), name="drift_run_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"comparison {self.pk}"


class DriftProvider(OwnedModel):
    """One provider of a run; `reason_ids` is what was asked for, `read_at` when it was compared."""

    run = models.ForeignKey(DriftRun, models.CASCADE, related_name="providers")
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+")
    reason_ids = models.JSONField(default=list)
    read_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True)

    class Meta:
        ordering = ["provider__name", "provider__zocdoc_id", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["connection", "run", "provider"], name="drift_provider_once")]

    def __str__(self) -> str:
        return f"provider {self.provider_id} of comparison {self.run_id}"


class DriftDay(OwnedModel):
    """A provider's local day: how many times there are of each kind, and which of them do not fit.

    `findings` holds (kind, location id, wall time, offset) without anything of a patient.
    """

    run = models.ForeignKey(DriftRun, models.CASCADE, related_name="drift_days")
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+")
    date = models.DateField()
    published = models.PositiveIntegerField(default=0)
    bookable = models.PositiveIntegerField(default=0)
    booked = models.PositiveIntegerField(default=0)
    unjudged = models.PositiveIntegerField(default=0)
    unpublished = models.PositiveIntegerField("offered, not published", default=0)
    unbookable = models.PositiveIntegerField("published, not bookable", default=0)
    outside = models.PositiveIntegerField("booked outside", default=0)
    findings = models.JSONField(default=list)
    fault = models.TextField(blank=True)

    class Meta:
        ordering = ["date", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["connection", "run", "provider", "date"], name="drift_day_once")]

    def __str__(self) -> str:
        return f"{self.date} of provider {self.provider_id} in comparison {self.run_id}"
