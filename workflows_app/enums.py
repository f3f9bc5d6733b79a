"""The closed lists of workflows; stored values are public and are never renamed without a migration."""

from django.db.models import TextChoices


class TriggerKind(TextChoices):
    CREATED = "appointment_created", "Appointment created"
    UPDATED = "appointment_updated", "Appointment updated"
    STARTED = "appointment_started", "Appointment started"
    TAGGED = "appointment_tagged", "Appointment tagged"
    SCHEDULE = "schedule", "On a schedule"
    MANUAL = "manual", "Only by hand"


class WorkflowState(TextChoices):
    OFF = "off", "Off"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused by itself"


class RunState(TextChoices):
    QUEUED = "queued", "Waits for its turn"
    RUNNING = "running", "Running"
    RETRYING = "retrying", "Will try again"
    SETTLING = "settling", "Asks Zocdoc what became of a write"
    WAITING = "waiting", "Waiting"
    SUCCEEDED = "succeeded", "Succeeded"
    FILTERED = "filtered", "Filtered out"
    FAILED = "failed", "Failed"
    PARTLY = "partly", "Partly done"
    ASKS = "asks", "Needs a person"
    CANCELLED = "cancelled", "Cancelled"


class StepState(TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    SKIPPED = "skipped", "Skipped"
    WAITING = "waiting", "Waiting"
    RETRYING = "retrying", "Will try again"
    SETTLING = "settling", "Asks Zocdoc what became of it"
    FAILED = "failed", "Failed"
    STOPPED = "stopped", "Ended the run"
    ASKS = "asks", "Needs a person"


# A run in one of these keeps later runs of the same appointment from beginning; one that sleeps on purpose does not.
BLOCKING = (RunState.QUEUED, RunState.RUNNING, RunState.RETRYING, RunState.SETTLING)
CLAIMABLE = (RunState.QUEUED, RunState.RETRYING, RunState.SETTLING, RunState.WAITING)
FINAL = (RunState.SUCCEEDED, RunState.FILTERED, RunState.FAILED, RunState.PARTLY, RunState.ASKS, RunState.CANCELLED)
