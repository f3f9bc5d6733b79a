"""How far the mirror has read, and what each reading did."""

from django.db import models

from zocdoc_sync.enums import SyncReason, SyncState, SyncWhat
from zocdoc_sync.models.scoping import OwnedModel


class SyncCursor(OwnedModel):
    """The instant up to which everything of a kind is known to be in the mirror (UTC, Zocdoc's clock)."""

    what = models.CharField(max_length=16, choices=SyncWhat.choices)
    position = models.DateTimeField(null=True)
    seeded_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["connection", "what"], name="cursor_once_a_kind")]

    def __str__(self) -> str:
        return f"{self.what} cursor of connection {self.connection_id}"


class SyncRun(OwnedModel):
    """One reading of Zocdoc and what came of it."""

    what = models.CharField(max_length=16, choices=SyncWhat.choices)
    # Of what is read in parts, which: a state by its two letters.
    part = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=16, choices=SyncReason.choices)
    state = models.CharField(max_length=16, choices=SyncState.choices, default=SyncState.RUNNING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    requests = models.PositiveIntegerField(default=0)
    rows_seen = models.PositiveIntegerField(default=0)
    rows_created = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    windows = models.PositiveIntegerField(default=0)
    ceiling_met = models.BooleanField(default=False)
    cursor_before = models.DateTimeField(null=True)
    cursor_after = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_sentence = models.TextField(blank=True)
    request_id = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["connection", "what", "started_at"], name="sync_run_latest")]

    def __str__(self) -> str:
        return f"{self.what} sync {self.pk}"
