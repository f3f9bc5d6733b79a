from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from zocdoc_sync.connections.checking import CheckReport, check
from zocdoc_sync.management.choosing import connection_named
from zocdoc_sync.management.console_command import ConsoleCommand, Refusal

MARKS = {True: "yes", False: "no", None: "not known"}


class Command(ConsoleCommand):
    help = "Try a connection: its token, its scopes, one harmless read for each area, and what it can do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="the connection; not needed when there is one")

    def handle(self, *_args: Any, **options: Any) -> None:
        connection = connection_named(options["name"])
        report = check(connection, now=timezone.now())
        if not report.ok:
            raise Refusal(f"{connection.name}: {report.sentence}", code="check_failed")
        self.say({"connection": connection.name, **asdict(report)}, *_lines(connection.name, report))


def _lines(name: str, report: CheckReport) -> list[str]:
    areas = [f"  {area.name:<18}{MARKS[area.ok]:<11}{area.sentence}" for area in report.areas]
    operations = [f"  {code:<42}{MARKS[can]}" for code, can in report.operations.items()]
    return [f"{name}: {report.sentence}", f"Scopes: {' '.join(report.scopes) or 'not told'}", *areas, *operations]
