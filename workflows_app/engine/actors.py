"""In whose name a run acts."""

from workflows_app.models import WorkflowRun
from zocdoc_sync.operations.actor import Actor


def actor_of(run: WorkflowRun) -> Actor:
    """Return the person who activated the workflow, under the workflow's name: it may do what that person may."""
    return Actor(run.workflow.runs_as, f"workflow {run.workflow.name}"[:150])
