"""The stand-in's own tables, installed only by its own settings."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """Hold what Zocdoc would hold of a clinic."""

    name = "zocdoc_sandbox.clinic"
    label = "clinic"
    default_auto_field = "django.db.models.BigAutoField"
