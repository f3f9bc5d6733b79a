"""What workflows keep: the workflows and their versions, their runs, and what their steps wrote."""

from workflows_app.models.keeping import Remark, WebhookTarget
from workflows_app.models.run import StepRun, WorkflowRun
from workflows_app.models.workflow import InstalledRecipe, Step, Workflow, WorkflowVersion

__all__ = [
    "InstalledRecipe",
    "Remark",
    "Step",
    "StepRun",
    "WebhookTarget",
    "Workflow",
    "WorkflowRun",
    "WorkflowVersion",
]
