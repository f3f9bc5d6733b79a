import os
import socket
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from zocdoc_sync import demo
from zocdoc_sync.worker.parts import sandbox_part, web_part, worker_parts
from zocdoc_sync.worker.supervisor import Supervisor


class Command(BaseCommand):
    help = "Run a living demo clinic: the stand-in for Zocdoc, the web server and the worker, until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="of the console")
        parser.add_argument("--sandbox-port", type=int, default=8081, help="of the stand-in for Zocdoc")

    def handle(self, *_args: Any, **options: Any) -> None:
        port, sandbox_port = options["port"], options["sandbox_port"]
        for name, number in (("PORT", port), ("SANDBOX_PORT", sandbox_port)):
            _refuse_taken(name, number)
        # What the parts start with: they look for the stand-in where this demo has it.
        os.environ["LOCAL_ZOCDOC_URL"] = f"http://127.0.0.1:{sandbox_port}"
        call_command("migrate", verbosity=0)
        demo.seed(timezone.now())
        self.stdout.write("")
        self.stdout.write(f"  Slotdesk    http://127.0.0.1:{port}/admin/")
        self.stdout.write(f"  Log in as   {demo.PEOPLE[0].username} / {demo.PASSWORD}")
        self.stdout.write(f"  Other roles {', '.join(person.username for person in demo.PEOPLE[1:])} (same password)")
        self.stdout.write(f"  Stand-in    http://127.0.0.1:{sandbox_port}/ speaks Zocdoc's protocol")
        self.stdout.write("  Ctrl-C ends all of it.")
        self.stdout.write("")
        self.stdout.flush()
        Supervisor([sandbox_part(sandbox_port), web_part(port), *worker_parts()]).run()


def _refuse_taken(name: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"Port {port} is taken: choose another with `make run {name}=…`.") from error
