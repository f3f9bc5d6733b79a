from django.apps import AppConfig


class ZocdocSyncConfig(AppConfig):
    name = "zocdoc_sync"
    verbose_name = "Zocdoc"
