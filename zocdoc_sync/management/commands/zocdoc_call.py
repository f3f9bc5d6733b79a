"""`zocdoc_call OPERATION [field=value …]`: perform any operation of the catalogue from the shell."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.files import File
from django.utils import timezone

from zocdoc_sync.management.console_command import ConsoleCommand, Refusal
from zocdoc_sync.models import Connection
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.arguments import body_of, fields_of
from zocdoc_sync.operations.catalogue import spec as declared
from zocdoc_sync.operations.errors import InputRefused, NotPermitted, OperationError, WouldEmpty
from zocdoc_sync.operations.outcomes import Outcome
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.operations.spec import OperationSpec


class Command(ConsoleCommand):
    help = "Perform any operation of Zocdoc's API by its operationId and print the answer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("operation", help="Zocdoc's operationId, for example confirmAppointment")
        parser.add_argument("fields", nargs="*", metavar="field=value", help="path, query and body fields")
        parser.add_argument("--connection", metavar="NAME", help="needed when there is more than one")
        parser.add_argument("--body", metavar="JSON or @file", help="the JSON body whole")
        parser.add_argument("--yes", action="store_true", help="write without asking")
        parser.add_argument("--allow-empty", action="store_true", help="allow a write that empties a day or a list")
        parser.add_argument("--dry-run", action="store_true", help="print the exact request and send nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            outcome = self._performed(options)
        except WouldEmpty as error:
            raise Refusal(f"{error.sentence} Here: --allow-empty.", code=error.code) from None
        except InputRefused as error:
            raise Refusal(error.sentence, code=error.code, details={"fields": error.fields}) from None
        except OperationError as error:
            raise Refusal(error.sentence, code=error.code) from None
        if not outcome.ok:
            raise Refusal(outcome.sentence, code=outcome.error_code or outcome.state.value, details=_where(outcome))
        self.stdout.write(json.dumps(_printed(outcome, options), indent=2, ensure_ascii=False))

    def _performed(self, options: dict[str, Any]) -> Outcome:
        spec = declared(options["operation"])
        connection = the_connection(options["connection"])
        fields = fields_of(options["fields"], spec.form)
        try:
            body = body_of(options["body"])
            if spec.writes and not options["dry_run"] and not options["yes"]:
                self._ask(spec, connection)
            return perform(
                spec.code,
                connection,
                fields,
                actor=Actor.system("command line"),
                now=timezone.now(),
                body=body,
                allow_empty=options["allow_empty"],
                dry_run=options["dry_run"],
            )
        finally:
            for file in fields.values():
                if isinstance(file, File):
                    file.close()

    def _ask(self, spec: OperationSpec, connection: Connection) -> None:
        if not sys.stdin.isatty():
            raise NotPermitted(f"{spec.code} writes to Zocdoc: add --yes to do it without being asked.")
        answer = input(f"{spec.label} through {connection.name} ({connection.get_environment_display()})? [y/N] ")
        if answer.strip().lower() not in ("y", "yes"):
            raise NotPermitted("Nothing was sent.")


def the_connection(name: str | None) -> Connection:
    """Return the connection of this name, or the only one there is; raise InputRefused when that is not clear."""
    names = list(Connection.objects.values_list("name", flat=True)[:20])
    if name is None and len(names) != 1:
        which = f"Say which connection with --connection: {', '.join(names)}."
        raise InputRefused(which if names else "There is no connection yet: make one with zocdoc_connect.")
    found: Connection | None = Connection.objects.filter(name=name or names[0]).first()
    if found is None:
        raise InputRefused(f"There is no connection “{name}”. There are: {', '.join(names) or 'none'}.")
    return found


def _where(outcome: Outcome) -> dict[str, Any]:
    log = outcome.log
    known = {"state": outcome.state.value, "operation_id": log and str(log.pk), "request_id": outcome.request_id}
    return {name: value for name, value in known.items() if value}


def _printed(outcome: Outcome, options: dict[str, Any]) -> Any:
    if options["dry_run"]:
        return outcome.request
    if outcome.answer is not None:
        return outcome.answer.body
    # It was so already: Zocdoc had nothing to answer.
    return {"state": outcome.state.value, "sentence": outcome.sentence}
