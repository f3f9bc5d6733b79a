from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WorkflowsConfig(AppConfig):
    name = "workflows_app"
    verbose_name = "Workflows"

    def ready(self) -> None:
        """Give the roles the permissions of this app as soon as they exist."""
        from zocdoc_sync.roles import make_roles  # noqa: PLC0415 (the app registry is not ready at import time)

        post_migrate.connect(make_roles, sender=self, dispatch_uid="workflows_app.roles")
