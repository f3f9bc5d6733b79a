from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from zocdoc_sync.jobs.draining import drain
from zocdoc_sync.management.console_command import ConsoleCommand


class Command(ConsoleCommand):
    help = "Do what is due now in this process - polls, settlements, queued jobs - and return."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, even if it made more work due")

    def handle(self, *_args: Any, **options: Any) -> None:
        done = drain(timezone.now, once=options["once"])
        self.say(asdict(done), f"{done.jobs} jobs run in {done.rounds} rounds")
