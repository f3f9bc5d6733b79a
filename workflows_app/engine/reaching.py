"""Whether what is not active yet may be sent for real: only where no real clinic is reached."""

from workflows_app.enums import WorkflowState
from workflows_app.models import Workflow, WorkflowVersion
from zocdoc_sync.client.safe_address import is_this_machine
from zocdoc_sync.connections.environments import addresses
from zocdoc_sync.enums import Environment
from zocdoc_sync.models import Connection

HARMLESS = frozenset({Environment.SANDBOX, Environment.LOCAL})


def is_harmless(connection: Connection) -> bool:
    """Tell whether what is sent through a connection reaches no real clinic: a sandbox, or this machine."""
    if connection.environment in HARMLESS:
        return True
    return connection.environment == Environment.CUSTOM and is_this_machine(addresses(connection).api_url)


def is_live(workflow: Workflow) -> bool:
    """Tell whether what is edited is what runs by itself anyway: then a person may start it, too."""
    return workflow.state == WorkflowState.ACTIVE and workflow.draft is None


def may_be_sent(workflow: Workflow, version: WorkflowVersion) -> bool:
    """Tell whether a version may write for real when a person starts it."""
    if is_live(workflow):
        return True
    steps = version.steps.filter(through__isnull=False).select_related("through")
    reached = [workflow.connection, *(one.through for one in steps if one.through is not None)]
    return all(is_harmless(one) for one in reached)
