"""What the product installs of the stand-in: the command that starts it, and no tables."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    """Offer `run_sandbox`; the stand-in's own tables live in `zocdoc_sandbox.clinic`."""

    name = "zocdoc_sandbox"
    label = "zocdoc_sandbox"
    verbose_name = "Stand-in for Zocdoc"
