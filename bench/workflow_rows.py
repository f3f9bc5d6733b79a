"""The rows that bench/workflows.py measures with: a clinic, changes of its appointments, and active workflows."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from tests.workflows_app.factories import add_steps
from tests.zocdoc_sync import factories
from workflows_app.enums import TriggerKind, WorkflowState
from workflows_app.models import Workflow, WorkflowVersion
from zocdoc_sync.enums import Channel
from zocdoc_sync.models import Change


def clinic(number, owner=None):
    """Return a connection with so many appointments."""
    owner = owner or factories.connection()
    place = factories.provider_location(owner)
    rows = [
        factories.appointment(owner, provider_location=place, provider=place.provider, location=place.location)
        for _ in range(number)
    ]
    return owner, rows


def changed(rows):
    """Make one change of each appointment."""
    now = timezone.now()
    Change.objects.bulk_create(
        Change(
            connection_id=row.connection_id, appointment=row, version=1000 + Change.objects.count() + number,
            kind="details", kinds=["details"], channel=Channel.POLL, observed_at=now,
        )
        for number, row in enumerate(rows)
    )  # fmt: skip


def workflow(owner, steps, conditions=()):
    """Return an active workflow that starts from any update."""
    now = timezone.now()
    user, _ = User.objects.get_or_create(username="bench", is_superuser=True)
    made = Workflow.objects.create(
        connection=owner, name=f"W{Workflow.objects.count()}", state=WorkflowState.ACTIVE, runs_as=user,
        activated_at=now - timedelta(hours=1), at_once=50,
    )  # fmt: skip
    made.active = WorkflowVersion.objects.create(
        connection=owner, workflow=made, number=1, trigger=TriggerKind.UPDATED, activated_at=now,
        filter={"match": "all", "conditions": list(conditions)},
    )  # fmt: skip
    add_steps(made.active, steps)
    made.save()
    return made
