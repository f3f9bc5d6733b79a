"""What ran: a run for each thing that triggered a workflow, and each of its steps."""

from django.db import models

from workflows_app.enums import RunState, StepState, TriggerKind
from workflows_app.models.workflow import Step, Workflow, WorkflowVersion
from zocdoc_sync.encryption.fields import EncryptedJSONField
from zocdoc_sync.models import Appointment, Change, OperationLog, OwnedModel


class WorkflowRun(OwnedModel):
    """One run of a workflow; made once for what triggered it (`trigger_key`), whatever process tries to make it.

    `held_by` is the claim on the job that performs it, job and fence: when that is over, so is the hold on the run.
    `rescues` counts the workers that died with it. Its own `fence` grows with each claim: who has an older number
    writes nothing more. `data` is what
    the trigger told, `cause` the run whose write brought the change, `depth` how many such runs stand before it.
    """

    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="runs", db_index=False)
    version = models.ForeignKey(WorkflowVersion, models.RESTRICT, related_name="runs")
    trigger = models.CharField(max_length=24, choices=TriggerKind.choices)
    trigger_key = models.CharField(max_length=120)
    change = models.ForeignKey(Change, models.SET_NULL, null=True, related_name="runs")
    appointment = models.ForeignKey(Appointment, models.SET_NULL, null=True, related_name="runs", db_index=False)
    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.QUEUED)
    due_at = models.DateTimeField()
    position = models.CharField(max_length=120, blank=True)
    data = EncryptedJSONField(null=True, bound_to=("connection_id", "workflow_id", "trigger_key"))
    is_late = models.BooleanField(default=False)
    depth = models.PositiveSmallIntegerField(default=0)
    cause = models.ForeignKey("self", models.SET_NULL, null=True, related_name="effects")
    replay_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replays")
    writes = models.PositiveSmallIntegerField(default=0)
    held_by = models.CharField(max_length=40, blank=True)
    rescues = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=60, blank=True)
    sentence = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "run"
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["workflow", "trigger_key"], name="run_once_for_a_trigger"),
            models.UniqueConstraint(
                fields=["workflow", "change"],
                condition=models.Q(change__isnull=False, replay_of__isnull=True),
                name="run_once_for_a_change",
            ),
        ]
        indexes = [
            models.Index(fields=["connection", "created_at", "id"], name="run_by_time"),
            models.Index(fields=["workflow", "created_at", "id"], name="run_of_workflow"),
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(state__in=["queued", "retrying", "settling", "waiting"]),
                name="run_due",
            ),
            models.Index(
                fields=["appointment", "id"],
                condition=models.Q(state__in=["queued", "running", "retrying", "settling"]),
                name="run_blocking",
            ),
            models.Index(fields=["appointment", "created_at"], name="run_of_appointment"),
            models.Index(fields=["held_by"], condition=models.Q(state="running"), name="run_held"),
            models.Index(fields=["id"], condition=models.Q(state="asks"), name="run_asks"),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of workflow {self.workflow_id}"


class StepRun(OwnedModel):
    """One step of a run; `path` is the step's key, inside a for-each `key[number].inner`.

    `tries` counts performances that provably did nothing, and the next one has a key of its own; `faults` counts those
    that ended in a fault of the program, and the next one has the same key.
    """

    run = models.ForeignKey(WorkflowRun, models.CASCADE, related_name="steps", db_index=False)
    step = models.ForeignKey(Step, models.SET_NULL, null=True, related_name="+")
    path = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    state = models.CharField(max_length=12, choices=StepState.choices, default=StepState.RUNNING)
    tries = models.PositiveSmallIntegerField(default=0)
    faults = models.PositiveSmallIntegerField(default=0)
    given = EncryptedJSONField(null=True, bound_to=("connection_id", "run_id", "path"))
    output = EncryptedJSONField(null=True, bound_to=("connection_id", "run_id", "path"))
    operation = models.ForeignKey(OperationLog, models.SET_NULL, null=True, related_name="+")
    request_id = models.CharField(max_length=100, blank=True)
    until = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=60, blank=True)
    sentence = models.TextField(blank=True)

    class Meta:
        ordering = ["started_at", "pk"]
        verbose_name = "step of a run"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["run", "path"], name="step_run_once"),
        ]
        indexes = [models.Index(fields=["connection", "started_at"], name="step_run_by_time")]

    def __str__(self) -> str:
        return f"step {self.path} of run {self.run_id}"
