"""Publishing many days at once: a run, and one row for each provider and day of it."""

from datetime import date

from django.conf import settings
from django.db import models

from zocdoc_sync.models.directory import Provider
from zocdoc_sync.models.scoping import OwnedModel
from zocdoc_sync.models.timeslots import DayVersion


def days_text(first: date, last: date) -> str:
    """Return days as they are typed to empty them, such as "2026-12-24 to 2026-12-26", and a single one alone."""
    return str(first) if first == last else f"{first} to {last}"


class PublishKind(models.TextChoices):
    """Where the wanted days come from."""

    TEMPLATES = "templates", "Weekly templates"
    COPY = "copy", "Copy of other days"
    CLOSE = "close", "Closing"


class PublishState(models.TextChoices):
    COMPARING = "comparing", "Comparing with Zocdoc"
    READY = "ready", "Compared: nothing is sent yet"
    PUBLISHING = "publishing", "Publishing"
    ASKS = "asks", "Needs answers"
    STOPPED = "stopped", "Stopped"
    DONE = "done", "Done"


class PublishDayState(models.TextChoices):
    """How far one provider's day is."""

    PENDING = "pending", "Not compared yet"
    SAME = "same", "The same at Zocdoc already"
    WAITING = "waiting", "Differs, to be sent"
    ASKS = "asks", "Needs an answer"
    PUT = "put", "Sent, not seen at Zocdoc yet"
    VERIFIED = "verified", "Verified at Zocdoc"
    DIFFERS = "differs", "Zocdoc shows something else"
    REFUSED = "refused", "Refused"
    SKIPPED = "skipped", "Left alone"
    FAILED = "failed", "Failed"


class PublishRun(OwnedModel):
    """Days of some providers that are compared with Zocdoc, and sent where they differ once a person has said so.

    `providers` holds our keys of the providers. `phase` is where a stopped run goes on. A copy takes its days from
    `source_first` to `source_last`.
    """

    kind = models.CharField(max_length=10, choices=PublishKind.choices)
    state = models.CharField(max_length=12, choices=PublishState.choices, default=PublishState.COMPARING)
    phase = models.CharField(max_length=12, choices=PublishState.choices, default=PublishState.COMPARING)
    key = models.CharField(max_length=120, unique=True, editable=False)
    providers = models.JSONField(default=list)
    first = models.DateField("first day")
    last = models.DateField("last day")
    source_first = models.DateField("copied from", null=True)
    source_last = models.DateField("copied to", null=True)
    sentence = models.TextField(blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor_label = models.CharField("by", max_length=150, blank=True)
    started_at = models.DateTimeField()
    prepared_at = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField("publishing began", null=True)
    finished_at = models.DateTimeField(null=True)
    pace_at = models.DateTimeField(null=True)
    pace_left = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "publishing run"
        default_permissions = ("view",)
        indexes = [models.Index(fields=["connection", "started_at"], name="publish_run_by_start")]

    def __str__(self) -> str:
        return f"publishing run {self.pk}"

    @property
    def range_text(self) -> str:
        """Return the range as it is typed to empty it."""
        return days_text(self.first, self.last)


class PublishDay(OwnedModel):
    """One provider's day of a run; `wanted` and `shown` (what was compared) are kept until it is settled.

    `asked` and `said` are codes of guards between spaces: what must be acknowledged, and what was. `attempt` is a part
    of the key under which the day is sent, so that a second one is a decision and never an accident.
    """

    run = models.ForeignKey(PublishRun, models.CASCADE, related_name="days")
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+")
    date = models.DateField()
    source = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=PublishDayState.choices, default=PublishDayState.PENDING)
    wanted = models.JSONField(default=list)
    shown = models.JSONField(default=list)
    added = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list)
    asked = models.CharField(max_length=80, blank=True)
    said = models.CharField(max_length=80, blank=True)
    sentence = models.TextField(blank=True)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=1)
    put_at = models.DateTimeField(null=True)
    version = models.ForeignKey(DayVersion, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["provider__name", "date", "pk"]
        verbose_name = "day of a publishing run"
        verbose_name_plural = "days of a publishing run"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["connection", "run", "provider", "date"], name="publish_day_once_a_run")
        ]
        indexes = [models.Index(fields=["run", "state", "due_at"], name="publish_day_due")]

    def __str__(self) -> str:
        return f"{self.date} of provider {self.provider_id} in run {self.run_id}"

    @property
    def key(self) -> str:
        """Return the key under which this attempt is sent once."""
        return f"publish_day:{self.pk}:{self.attempt}"
