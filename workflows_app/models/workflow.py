"""What runs by itself: a workflow, its versions, and their steps."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from workflows_app.enums import TriggerKind, WorkflowState
from zocdoc_sync.models import Connection, OwnedModel


class Workflow(OwnedModel):
    """A workflow of one connection; `draft` is what is edited, `active` what runs, and a run keeps its version.

    It acts with the permissions of `runs_as`: who activated it. `started_until` is the instant up to which start times
    were looked at, `next_due_at` when a schedule comes next.
    """

    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=WorkflowState.choices, default=WorkflowState.OFF)
    pause_reason = models.TextField(blank=True, editable=False)
    draft = models.ForeignKey(
        "workflows_app.WorkflowVersion", models.SET_NULL, null=True, related_name="+", editable=False
    )
    active = models.ForeignKey(
        "workflows_app.WorkflowVersion", models.SET_NULL, null=True, related_name="+", editable=False
    )
    runs_as = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    recipe = models.CharField(max_length=40, blank=True, editable=False)
    at_once = models.PositiveSmallIntegerField(
        "runs at once", default=5, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    sees_own_writes = models.BooleanField(
        "own writes trigger it again", default=False, help_text="Off: what this workflow changes does not start it."
    )
    activated_at = models.DateTimeField(null=True, editable=False)
    healthy_since = models.DateTimeField(null=True, editable=False)
    started_until = models.DateTimeField(null=True, editable=False)
    next_due_at = models.DateTimeField(null=True, editable=False)
    evaluated_at = models.DateTimeField("trigger last looked at", null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["connection", "name"], name="workflow_name_once_a_connection")]
        indexes = [models.Index(fields=["state"], name="workflow_by_state")]
        permissions = [("run_workflow", "Can test, run, activate and replay workflows")]

    def __str__(self) -> str:
        return self.name


class WorkflowVersion(OwnedModel):
    """One version of a workflow; it is not changed once it was activated.

    `trigger_options` depend on the trigger's kind; `filter` is {"match": "all" | "any", "conditions": [...]}.
    """

    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    trigger = models.CharField(max_length=24, choices=TriggerKind.choices, default=TriggerKind.CREATED)
    trigger_options = models.JSONField(default=dict, blank=True)
    filter = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    activated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["connection", "workflow", "number"], name="workflow_version_number_once")
        ]

    def __str__(self) -> str:
        return f"version {self.number} of workflow {self.workflow_id}"


class Step(OwnedModel):
    """One step of a version; `key` names it in mappings, `config` holds its fields as typed, `{{ … }}` included.

    A step inside a for-each has it as `parent`. `through` is where it acts, the workflow's own connection if unset.
    """

    version = models.ForeignKey(WorkflowVersion, models.CASCADE, related_name="steps")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="inner")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=80)
    label = models.CharField(max_length=120, blank=True)
    config = models.JSONField(default=dict, blank=True)
    through = models.ForeignKey(Connection, models.SET_NULL, null=True, blank=True, related_name="+")
    is_enabled = models.BooleanField("enabled", default=True)
    goes_on = models.BooleanField("goes on when it fails", default=False)

    class Meta:
        ordering = ["position", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["connection", "version", "key"], name="step_key_once_a_version")]

    def __str__(self) -> str:
        return f"step {self.key} of version {self.version_id}"


class InstalledRecipe(OwnedModel):
    """That a connection was given a recipe: who deletes the workflow is not given it again."""

    code = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["code", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["connection", "code"], name="recipe_once_a_connection")]

    def __str__(self) -> str:
        return f"recipe {self.code} of connection {self.connection_id}"
