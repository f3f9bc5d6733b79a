"""Workflows and runs for tests: each function takes any field by its name."""

import itertools
from datetime import timedelta

from tests.zocdoc_sync import factories
from workflows_app.enums import TriggerKind, WorkflowState
from workflows_app.models import Step, Workflow, WorkflowVersion
from zocdoc_sync.enums import Channel
from zocdoc_sync.models import Change

NOW = factories.NOW
_NUMBERS = itertools.count(1)


def workflow(connection, steps=(), *, trigger=TriggerKind.CREATED, options=None, conditions=(), **fields):
    """Return an active workflow; `steps` are (key, kind, config), or dicts of Step's fields, with `inner` ones."""
    values = {
        "name": f"Workflow {next(_NUMBERS)}",
        "state": WorkflowState.ACTIVE,
        "activated_at": NOW - timedelta(days=1),
        "started_until": NOW,
    }
    made = Workflow.objects.create(connection=connection, **values | fields)
    version = WorkflowVersion.objects.create(
        connection=connection,
        workflow=made,
        number=1,
        trigger=trigger,
        trigger_options=options or {},
        filter={"match": "all", "conditions": list(conditions)} if conditions else {},
        activated_at=made.activated_at,
    )
    add_steps(version, steps)
    made.active = version
    made.save()
    return made


def add_steps(version, steps, parent=None):
    for position, given in enumerate(steps):
        told = given if isinstance(given, dict) else dict(zip(("key", "kind", "config"), given, strict=True))
        inner = told.get("inner", ())
        fields = {name: value for name, value in told.items() if name != "inner"}
        step = Step.objects.create(
            connection=version.connection, version=version, position=position, parent=parent, **fields
        )
        add_steps(version, inner, parent=step)


def change(appointment, kind="booked", **fields):
    """Return an observed difference that no workflow has looked at."""
    values = {
        "connection": appointment.connection,
        "appointment": appointment,
        "version": next(_NUMBERS),
        "kind": kind,
        "kinds": [kind],
        "channel": Channel.POLL,
        "observed_at": NOW,
    }
    return Change.objects.create(**values | fields)
