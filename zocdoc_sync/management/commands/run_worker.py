from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from zocdoc_sync.worker.loops import run_cluster, run_ticker
from zocdoc_sync.worker.parts import worker_parts
from zocdoc_sync.worker.supervisor import Supervisor

PARTS = {"ticker": run_ticker, "cluster": run_cluster}


class Command(BaseCommand):
    help = "Run the worker: queue and clock under one supervisor, until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--part", choices=sorted(PARTS), help="run one part alone, as the supervisor does")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["part"]:
            PARTS[options["part"]]()
        else:
            Supervisor(worker_parts()).run()
