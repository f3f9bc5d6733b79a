"""`operations_table`: print the catalogue's table, or write it into the documentation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from zocdoc_sync.operations.table import table

PAGE = Path("docs") / "operations.md"
BEGIN, END = "<!-- the table begins -->", "<!-- the table ends -->"


class Command(BaseCommand):
    help = "Print the table of operations, or write it into docs/operations.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help=f"replace the table in {PAGE}")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["write"]:
            self.stdout.write(table())
            return
        page = Path(settings.BASE_DIR) / PAGE
        page.write_text(with_table(page.read_text(encoding="utf-8")), encoding="utf-8")


def with_table(text: str) -> str:
    """Return a page with the current table between its marks; raise CommandError when it has none."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise CommandError(f"{PAGE} has no place for the table: {BEGIN} … {END}.")
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"
