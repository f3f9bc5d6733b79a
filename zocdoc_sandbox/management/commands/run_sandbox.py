"""Start the stand-in for Zocdoc as a process of its own."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from zocdoc_sandbox.options import add_options

VALUED = ("database", "seed", "more_providers", "port_file", "webhook_url", "webhook_key")


class Command(BaseCommand):
    """Become `python -m zocdoc_sandbox` with the same options."""

    help = "Start the stand-in for Zocdoc's servers, with its own settings and its own data."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the stand-in's options."""
        add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's signature)
        """Replace this process; the product's settings do not reach the stand-in."""
        arguments = [str(options["port"]), *(["--live"] if options["live"] else [])]
        for name in VALUED:
            if options[name] is not None:
                arguments += [f"--{name.replace('_', '-')}", str(options[name])]
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "zocdoc_sandbox.settings"}
        command = [sys.executable, "-m", "zocdoc_sandbox", *arguments]
        os.execve(sys.executable, command, environment)  # noqa: S606 (our own interpreter and module)
