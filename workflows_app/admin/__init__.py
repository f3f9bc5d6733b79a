"""The pages of workflows: which model has which page."""

from django.contrib import admin

from workflows_app.admin.runs.admin import WorkflowRunAdmin
from workflows_app.admin.targets import WebhookTargetAdmin
from workflows_app.admin.workflows import WorkflowAdmin
from workflows_app.models import WebhookTarget, Workflow, WorkflowRun
from zocdoc_sync.admin.base import ConsoleModelAdmin

PAGES: dict[type, type[ConsoleModelAdmin]] = {
    Workflow: WorkflowAdmin,
    WorkflowRun: WorkflowRunAdmin,
    WebhookTarget: WebhookTargetAdmin,
}

for model, page in PAGES.items():
    admin.site.register(model, page)
