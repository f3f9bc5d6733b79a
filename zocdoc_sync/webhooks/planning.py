"""Plan the reading of appointments that webhooks told of: at once by the receiver, and each second by the clock."""

from datetime import datetime

from zocdoc_sync.enums import JobState
from zocdoc_sync.jobs.handing_over import hand_over
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Connection, Job, WebhookEvent, WebhookState

KIND, PRIORITY = "webhooks.read", 2
# The job is a loop over rows that count their own attempts: a worker that dies is no reason to give it up.
PATIENT = 1000


def plan_reading(connection: Connection, *, now: datetime) -> Job:
    """Plan that a connection's waiting webhooks are read, once at a time."""
    payload = {"connection_id": connection.pk}
    key = f"webhooks:{connection.pk}"
    return plan(
        KIND, payload, now=now, key=key, connection=connection, priority=PRIORITY, max_attempts=PATIENT
    )  # fmt: skip


def plan_at_once(connection: Connection, *, now: datetime) -> None:
    """Plan the reading, and let a worker begin without waiting for the clock."""
    job = plan_reading(connection, now=now)
    if job.state == JobState.WAITING and job.queued_at is None and job.due_at <= now:
        hand_over(job, now)


def plan_due_webhooks(now: datetime) -> int:
    """Plan the reading of each connection with webhooks that wait and are due; return how many."""
    due = WebhookEvent.objects.filter(state=WebhookState.WAITING, due_at__lte=now).order_by()
    connections = Connection.objects.filter(pk__in=due.values("connection_id"))
    return len([plan_reading(connection, now=now) for connection in connections])
