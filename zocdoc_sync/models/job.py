"""Our own job rows: what is to be done, when, how often it was tried, and who holds it now."""

from django.db import models

from zocdoc_sync.enums import JobState


class Job(models.Model):
    """A piece of work that runs to its end whatever is killed, and stops after its attempts.

    `payload` holds ids and plain words only, never patient data. `key` keeps one live job for one subject. `fence`
    grows with each claim: a worker that lost its lease can tell, because its number is no longer the row's.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=160, blank=True)
    payload = models.JSONField(default=dict)
    connection = models.ForeignKey("zocdoc_sync.Connection", models.CASCADE, null=True, related_name="+")
    priority = models.SmallIntegerField(default=5, help_text="Lower runs first.")
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    queued_at = models.DateTimeField(null=True)
    lease_owner = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=60, blank=True)
    error_sentence = models.TextField(blank=True)

    class Meta:
        ordering = ["-due_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(state__in=["waiting", "running"]) & ~models.Q(key=""),
                name="job_one_live_for_a_key",
            )
        ]
        indexes = [
            models.Index(fields=["priority", "due_at"], condition=models.Q(state="waiting"), name="job_due"),
            models.Index(fields=["lease_until"], condition=models.Q(state="running"), name="job_leased"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ScheduleState(models.Model):
    """When an entry of the schedules table runs next; the table itself is code."""

    name = models.CharField(max_length=60, primary_key=True)
    next_due_at = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class WorkerBeat(models.Model):
    """The last sign of life of a part of the worker."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()
    owner = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.name
