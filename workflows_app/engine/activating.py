"""Switching a workflow on and off."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from workflows_app.engine.pausing import forgive
from workflows_app.engine.schedules import first_time
from workflows_app.enums import TriggerKind, WorkflowState
from workflows_app.models import Workflow, WorkflowVersion
from workflows_app.steps.checking import problems_of
from workflows_app.steps.kinds import KINDS
from zocdoc_sync.models import Connection


class CannotActivate(Exception):
    """A workflow that must not run yet; `sentences` say what is missing, one each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def activate(workflow: Workflow, user: User, now: datetime) -> None:
    """Make the draft, or else the last active version, the one that runs; raise CannotActivate with what is missing.

    It acts with the permissions of `user`, who must hold those of all its steps. Nothing that happened before `now`
    triggers it.
    """
    version = workflow.draft or workflow.active
    if version is None:
        raise CannotActivate(["There is nothing to run yet: add a step first."])
    faults = [*_problems(version), *_not_permitted(version, user)]
    if faults:
        raise CannotActivate(faults)
    with transaction.atomic():
        WorkflowVersion.objects.filter(pk=version.pk, activated_at__isnull=True).update(activated_at=now)
        version.refresh_from_db()
        workflow.active, workflow.draft, workflow.runs_as = version, None, user
        workflow.state, workflow.pause_reason = WorkflowState.ACTIVE, ""
        workflow.activated_at = workflow.healthy_since = workflow.started_until = workflow.evaluated_at = now
        workflow.next_due_at = first_time(workflow, now)
        workflow.save()
    forgive(workflow, now)


def deactivate(workflow: Workflow) -> None:
    """Let nothing trigger a workflow any more; runs that have begun go on to their end."""
    Workflow.objects.filter(pk=workflow.pk).update(state=WorkflowState.OFF, pause_reason="", next_due_at=None)
    workflow.refresh_from_db()


def _problems(version: WorkflowVersion) -> list[str]:
    return [f"{place}: {problem.sentence}" for place, problem in problems_of(version)]


def _not_permitted(version: WorkflowVersion, user: User) -> list[str]:
    steps = list(version.steps.filter(is_enabled=True).select_related("through"))
    kinds = {step.kind: KINDS[step.kind] for step in steps if step.kind in KINDS}
    missing = [kind.label for kind in kinds.values() if kind.permission and not user.has_perm(kind.permission)]
    seen = set(Connection.objects.visible_to(user).values_list("pk", flat=True))
    strange = [step.through.name for step in steps if step.through is not None and step.through_id not in seen]
    needs = [] if version.trigger in TriggerKind.values else ["trigger"]
    return [
        *(f"You may not do this step yourself, so it cannot act for you: {label}." for label in missing),
        *(f"You do not see the connection {name}." for name in strange),
        *(f"There is no such {name}." for name in needs),
    ]
