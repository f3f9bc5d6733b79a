"""`workflow_tables`: print the tables of workflows, or write them into the documentation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workflows_app.steps.tables import TABLES

PAGE = Path("docs") / "workflows.md"


class Command(BaseCommand):
    help = "Print the tables of fields, operators and steps, or write them into docs/workflows.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help=f"replace the tables in {PAGE}")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["write"]:
            self.stdout.write("\n\n".join(table() for table in TABLES.values()))
            return
        page = Path(settings.BASE_DIR) / PAGE
        page.write_text(with_tables(page.read_text(encoding="utf-8")), encoding="utf-8")


def with_tables(text: str) -> str:
    """Return a page with the current tables between their marks; raise CommandError when it lacks a mark."""
    for name, table in TABLES.items():
        start, stop = marks(name)
        before, begin, rest = text.partition(start)
        _, end, after = rest.partition(stop)
        if not begin or not end:
            raise CommandError(f"{PAGE} has no place for a table: {start} … {stop}.")
        text = f"{before}{begin}\n\n{table()}\n\n{end}{after}"
    return text


def marks(name: str) -> tuple[str, str]:
    """Return what stands before and after a table."""
    return f"<!-- the table of {name} begins -->", f"<!-- the table of {name} ends -->"
