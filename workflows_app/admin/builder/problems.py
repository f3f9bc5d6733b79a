"""What is wrong with a workflow, by where it is shown: asked of rows, those of an unsaved form included."""

from collections.abc import Iterable, Mapping, Sequence

from django.contrib.auth.models import User
from django.db import transaction

from workflows_app.exchange.definition import Definition
from workflows_app.exchange.drafts import write_version
from workflows_app.models import Workflow, WorkflowVersion
from workflows_app.steps.checking import problems_of
from workflows_app.steps.spec import Problem

Found = Mapping[str, Sequence[Problem]]


def of_version(version: WorkflowVersion | None) -> Found:
    """Return the problems of a saved version, by the key of the step, or "trigger", "filter"."""
    return _by_place(problems_of(version)) if version is not None else {}


def of_form(workflow: Workflow, definition: Definition, user: User) -> Found:
    """Return the problems of what is not saved: it is written, looked at and taken back in one transaction."""
    with transaction.atomic():
        mine = Workflow.objects.select_related("draft", "active").get(pk=workflow.pk)
        found = _by_place(problems_of(write_version(mine, definition, user)))
        transaction.set_rollback(True)
    return found


def count(found: Found) -> int:
    """Return how many problems there are."""
    return sum(len(some) for some in found.values())


def _by_place(pairs: Iterable[tuple[str, Problem]]) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for place, problem in pairs:
        found.setdefault(place, []).append(problem)
    return found
