"""Workflows as files: JSON without secrets and without numbers of rows, so that another installation can read it."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User

from workflows_app.exchange.definition import Definition, StepLine, definition_of
from workflows_app.exchange.drafts import create, seen_by
from workflows_app.exchange.shapes import NAME_LENGTH, WHOLE, problems_in
from workflows_app.models import Workflow, WorkflowVersion
from zocdoc_sync.models import Connection

FORMAT = "slotdesk.workflow"
FORMAT_VERSION = 1
MOST_BYTES = 512 * 1024


class ImportRefused(Exception):
    """A file that is no workflow; `problems` are sentences for the reader."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def export(workflow: Workflow, version: WorkflowVersion | None = None) -> dict[str, Any]:
    """Return a workflow as JSON-able data: connections and webhook targets by name, no secret, no number of a row."""
    return {"format": FORMAT, "version": FORMAT_VERSION, **definition_of(workflow, version).data()}


def read_file(content: bytes) -> dict[str, Any]:
    """Return the data of an uploaded file; raise ImportRefused."""
    if len(content) > MOST_BYTES:
        raise ImportRefused(f"The file is larger than {MOST_BYTES // 1024} KB: a workflow is much smaller.")
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ImportRefused("The file is not JSON: choose one that was exported from a workflow.") from None
    if not isinstance(data, dict):
        raise ImportRefused("The file is not a workflow: choose one that was exported from a workflow.")
    return data


def import_(data: Mapping[str, Any], connection: Connection, user: User | None, *, recipe: str = "") -> Workflow:
    """Make a workflow, switched off, from exported data; raise ImportRefused with every problem of it.

    A name that is taken gets a number behind it. Without a `user` it is the console that makes it.
    """
    definition = read_definition(data)
    unknown = _unknown_connections(definition, user)
    if unknown:
        raise ImportRefused(*unknown)
    return create(connection, _renamed(definition, connection), user, recipe=recipe)


def duplicate(workflow: Workflow, user: User) -> Workflow:
    """Make a copy of what is edited now, switched off, on the same connection."""
    copied = _renamed(definition_of(workflow), workflow.connection)
    return create(workflow.connection, copied, user, recipe=workflow.recipe)


def read_definition(data: Mapping[str, Any]) -> Definition:
    """Return what exported data says; raise ImportRefused."""
    _check_format(data)
    problems = list(problems_in(data))
    if problems:
        raise ImportRefused(*problems)
    return _definition(data)


def _check_format(data: Mapping[str, Any]) -> None:
    if data.get("format") != FORMAT:
        raise ImportRefused("The file is not a workflow: choose one that was exported from a workflow.")
    if data.get("version") != FORMAT_VERSION:
        raise ImportRefused(
            f"The file has format version {str(data.get('version'))[:20]}, and this console reads version "
            f"{FORMAT_VERSION}: update the console, or export it again."
        )


def _definition(data: Mapping[str, Any]) -> Definition:
    plain = {name: data[name] for name in set(WHOLE) - {"steps", "name"} if name in data}
    return Definition(**plain, name=data["name"].strip(), steps=_lines(data.get("steps", [])))


def _lines(steps: list[dict[str, Any]]) -> tuple[StepLine, ...]:
    return tuple(StepLine(**{**step, "inner": _lines(step.get("inner", []))}) for step in steps)


def _unknown_connections(definition: Definition, user: User | None) -> list[str]:
    wanted = {one.through for one in definition.every_step() if one.through}
    known = {one.name for one in seen_by(user) if one.name in wanted}
    return [
        f"There is no connection “{name}” here: rename it in the file, or add it first."
        for name in sorted(wanted - known)
    ]


def _renamed(definition: Definition, connection: Connection) -> Definition:
    taken = set(Workflow.objects.of(connection).values_list("name", flat=True))
    short = definition.name[: NAME_LENGTH - 6]
    free = (f"{short} ({number})" for number in range(2, len(taken) + 3))
    name = definition.name if definition.name not in taken else next(one for one in free if one not in taken)
    return Definition(**{**vars(definition), "name": name})
