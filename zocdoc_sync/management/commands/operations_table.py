"""`operations_table`: print the catalogue's tables, or write them into the documentation."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from zocdoc_sync.operations.table import actions_table, table

PAGE = Path("docs") / "operations.md"
# Where each table stands in the page.
PLACES: dict[str, Callable[[], str]] = {"actions": actions_table, "operations": table}


class Command(BaseCommand):
    help = "Print the tables of operations, or write them into docs/operations.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help=f"replace the tables in {PAGE}")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["write"]:
            self.stdout.write("\n\n".join(made() for made in PLACES.values()))
            return
        page = Path(settings.BASE_DIR) / PAGE
        page.write_text(with_tables(page.read_text(encoding="utf-8")), encoding="utf-8")


def marks(name: str) -> tuple[str, str]:
    """Return what stands before and after a table in the page."""
    return f"<!-- the {name} begin -->", f"<!-- the {name} end -->"


def with_tables(text: str) -> str:
    """Return a page with each table as it is now between its marks; raise CommandError for a place that is missing."""
    for name, made in PLACES.items():
        begin, end = marks(name)
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not found or not closed:
            raise CommandError(f"{PAGE} has no place for a table: {begin} … {end}.")
        text = f"{before}{begin}\n\n{made()}\n\n{end}{after}"
    return text
