from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate

from zocdoc_sync.jobs.checks import check_queue, check_schedules


class ZocdocSyncConfig(AppConfig):
    name = "zocdoc_sync"
    verbose_name = "Zocdoc"

    def ready(self) -> None:
        """Keep the roles' groups as the table says after every migrate, audit sign-ins, and check the settings."""
        from zocdoc_sync.roles import make_roles  # noqa: PLC0415 (the app registry is not ready at import time)
        from zocdoc_sync.sign_ins import listen  # noqa: PLC0415 (the app registry is not ready at import time)

        listen()
        post_migrate.connect(make_roles, sender=self, dispatch_uid="zocdoc_sync.roles")
        register(check_queue)
        register(check_schedules)
