"""What the command `workflow` changes: imports, and which workflows run by themselves."""

from pathlib import Path

from workflows_app.engine.activating import activate, deactivate
from workflows_app.exchange.files import MOST_BYTES, import_, read_file
from workflows_app.management.acting import Asked, Told, person, workflow_named
from workflows_app.models import Workflow
from zocdoc_sync.management.choosing import connection_named
from zocdoc_sync.management.console_command import Refusal


def imported(asked: Asked) -> Told:
    """Make a workflow, switched off, from an exported file."""
    connection = connection_named(asked.connection)
    workflow = import_(read_file(_content(asked.what)), connection, person(asked))
    asked.record("workflow.added", f"workflow {workflow.pk}", connection)
    return _now(workflow, f"{workflow.name} is made in {connection.name}. It is off until you activate it.")


def activated(asked: Asked) -> Told:
    """Let a workflow run by itself from now on."""
    workflow = workflow_named(asked)
    activate(workflow, person(asked, workflow.runs_as), asked.now)
    asked.record("workflow.activated", f"workflow {workflow.pk}", workflow.connection)
    return _now(workflow, f"{workflow.name} is active: from now on it runs by itself.")


def deactivated(asked: Asked) -> Told:
    """Let nothing start a workflow any more."""
    workflow = workflow_named(asked)
    deactivate(workflow)
    asked.record("workflow.deactivated", f"workflow {workflow.pk}", workflow.connection)
    return _now(
        workflow, f"{workflow.name} is off: nothing starts it any more. Runs that had begun go on to their end."
    )


def _now(workflow: Workflow, sentence: str) -> Told:
    data = {"name": workflow.name, "connection": workflow.connection.name, "state": workflow.state}
    return Told(data, (sentence,))


def _content(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as wrong:
        raise Refusal(f"{name} cannot be read: {wrong.strerror}.", code="no_file") from None
