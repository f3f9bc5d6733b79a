"""Which insurance plans a provider location takes, what is being changed about it, and what a clinic wants."""

from django.conf import settings
from django.db import models

from zocdoc_sync.models.directory import ProviderLocation
from zocdoc_sync.models.insurance import InsurancePlan
from zocdoc_sync.models.operation_log import OperationLog
from zocdoc_sync.models.scoping import OwnedModel


class PlaceInsurance(OwnedModel):
    """What Zocdoc last told of the insurance of one provider location.

    `offered` lists the plans that could be taken there, by carrier and network; `managed_by` holds Zocdoc's words when
    it refuses the question because the mappings are managed elsewhere, and is "" when they are managed here.
    """

    place = models.OneToOneField(ProviderLocation, models.CASCADE, primary_key=True, related_name="insurance")
    read_at = models.DateTimeField("last read", null=True)
    tried_at = models.DateTimeField("last tried", null=True)
    managed_by = models.TextField(blank=True)
    fault = models.TextField(blank=True)
    offered = models.JSONField(default=list)
    accepted_count = models.PositiveIntegerField("accepted", default=0)
    changing_count = models.PositiveIntegerField("being changed", default=0)

    class Meta:
        ordering = ["place__name", "place__zocdoc_id", "pk"]
        verbose_name = verbose_name_plural = "accepted insurance"
        default_permissions = ("view",)
        indexes = [models.Index(fields=["connection", "read_at"], name="place_insurance_read")]

    def __str__(self) -> str:
        return f"insurance of place {self.pk}"


class MappingState(models.TextChoices):
    ACTIVE = "active", "Accepted"
    BEING_ADDED = "being_added", "Being added"
    BEING_REMOVED = "being_removed", "Being removed"
    MANAGED_ELSEWHERE = "managed_elsewhere", "Managed elsewhere"


class ChangeState(models.TextChoices):
    """Where a change stands: Zocdoc only says that it accepted the request, so it is applied once Zocdoc shows it."""

    PLANNED = "planned", "Not sent yet"
    ASKED = "asked", "Asked, not seen at Zocdoc yet"
    APPLIED = "applied", "Seen at Zocdoc"
    NOT_APPLIED = "not_applied", "Asked, not applied"
    REPLACED = "replaced", "A later change took its place"
    REFUSED = "refused", "Nothing was changed"


class InsuranceChange(OwnedModel):
    """One request to change what a place takes; written before it is sent, under the key of its operation."""

    place = models.ForeignKey(ProviderLocation, models.CASCADE, related_name="insurance_changes")
    key = models.CharField(max_length=120, unique=True)
    way = models.CharField(max_length=8)
    plan_ids = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=ChangeState.choices, default=ChangeState.PLANNED)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    checks = models.PositiveSmallIntegerField(default=0)
    sentence = models.TextField(blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor_label = models.CharField("by", max_length=150, blank=True)
    operation = models.OneToOneField(OperationLog, models.SET_NULL, null=True, related_name="insurance_change")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["connection", "place", "state"], name="insurance_change_open")]

    def __str__(self) -> str:
        return f"insurance change {self.pk}"


class InsuranceMapping(OwnedModel):
    """A plan that a provider location takes, or is about to take or lose."""

    place = models.ForeignKey(ProviderLocation, models.CASCADE, related_name="plans")
    zocdoc_id = models.CharField("Zocdoc's plan id", max_length=200)
    # Empty while the mirror does not know the plan: Zocdoc tells ids only.
    plan = models.ForeignKey(InsurancePlan, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=MappingState.choices, default=MappingState.ACTIVE)
    change = models.ForeignKey(InsuranceChange, models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField("last seen", null=True)

    class Meta:
        ordering = ["place", "zocdoc_id", "pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["connection", "place", "zocdoc_id"], name="mapping_once_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.zocdoc_id} at place {self.place_id}"


class WantedPlans(OwnedModel):
    """A list of plans that places are compared with."""

    name = models.CharField(max_length=100)
    plan_ids = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = verbose_name_plural = "wanted plans"
        default_permissions = ("view", "delete")
        constraints = [models.UniqueConstraint(fields=["connection", "name"], name="wanted_plans_once")]

    def __str__(self) -> str:
        return self.name


class InsuranceRunState(models.TextChoices):
    DRAFT = "draft", "Not started"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped"


class InsuranceRun(OwnedModel):
    """Changes at many places at once, from a file or from a comparison; a draft shows them and does nothing."""

    title = models.CharField(max_length=150)
    state = models.CharField(max_length=12, choices=InsuranceRunState.choices, default=InsuranceRunState.DRAFT)
    key = models.CharField(max_length=120, unique=True)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor_label = models.CharField("by", max_length=150, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "change of insurance"
        verbose_name_plural = "changes of insurance"
        default_permissions = ("view",)
        indexes = [models.Index(fields=["connection", "made_at"], name="insurance_run_latest")]

    def __str__(self) -> str:
        return f"insurance run {self.pk}"


class RunPlaceState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    ASKED = "asked", "Asked"
    SAME = "same", "Nothing to change"
    REFUSED = "refused", "Not done"
    SKIPPED = "skipped", "Left out when it was stopped"


class InsuranceRunPlace(OwnedModel):
    """What a run changes at one place."""

    run = models.ForeignKey(InsuranceRun, models.CASCADE, related_name="places")
    place = models.ForeignKey(ProviderLocation, models.CASCADE, related_name="+")
    added = models.JSONField(default=list)
    removed = models.JSONField(default=list)
    empties = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=RunPlaceState.choices, default=RunPlaceState.WAITING)
    sentence = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["connection", "run", "place"], name="insurance_run_place_once")]

    def __str__(self) -> str:
        return f"place {self.place_id} of insurance run {self.run_id}"
