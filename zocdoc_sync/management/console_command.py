"""The base of the product's commands: one sentence on an error, one JSON document with --json."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zocdoc_sync.encryption.sealing import SealBroken
from zocdoc_sync.errors import ZocdocError
from zocdoc_sync.management.progress import Lines, lines


class Refusal(CommandError):
    """The command was not done: `code` is stable, the message is one sentence, `details` says where."""

    def __init__(self, sentence: str, *, code: str = "refused", details: dict[str, Any] | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.details = details or {}


class ConsoleCommand(BaseCommand):
    """A command that takes --json and ends with a non-zero status and one sentence when it fails."""

    wants_json = False
    from_shell = False

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # No short forms: a mistaken `--client-secret VALUE` must not pass for `--client-secret-env VALUE`.
        parser = super().create_parser(prog_name, subcommand, allow_abbrev=False, **kwargs)
        _add_json(parser)
        parser.error = partial(self._misused, parser.error)  # type: ignore[method-assign]  # the same shape
        # Options may stand between the words of a list: `zocdoc_call op a=1 --yes b=2`.
        parser.parse_args = parser.parse_intermixed_args  # type: ignore[method-assign]  # the same shape
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """Read the words of the shell; --json holds for what is wrong with them too."""
        self.wants_json = "--json" in argv
        self.from_shell = "--traceback" not in argv
        super().run_from_argv(argv)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Perform the command; raise CommandError with one sentence, or exit 1 after a JSON object on stderr."""
        self.wants_json = bool(options.get("json"))
        try:
            return super().execute(*args, **options)
        except ZocdocError as error:
            self._fail(Refusal(error.sentence, code=error.code, details={"request_id": error.request_id}))
        except CommandError as error:
            self._fail(error)
        except SealBroken as error:
            self._fail(Refusal(str(error), code="seal_broken"))
        return None

    def say(self, data: Any, *lines: str) -> None:
        """Print `data` as JSON when --json was given, else the lines for people."""
        if self.wants_json:
            self.stdout.write(json.dumps(data, default=str))
            return
        for line in lines:
            self.stdout.write(line)

    def progress(self) -> Lines:
        """Return the lines that tell on a terminal how far the command is, and nowhere else."""
        return lines(silent=self.wants_json)

    def _misused(self, otherwise: Callable[[str], NoReturn], message: str) -> NoReturn:
        if self.wants_json:
            self.stderr.write(json.dumps({"error": "usage", "sentence": message}))
            sys.exit(2)
        otherwise(message)

    def _fail(self, error: CommandError) -> None:
        if not self.wants_json:
            if self.from_shell:
                self.stderr.write(str(error))
                sys.exit(error.returncode)
            raise error
        code = getattr(error, "code", "refused")
        body = {"error": code, "sentence": str(error), **getattr(error, "details", {})}
        self.stderr.write(json.dumps(body, default=str))
        sys.exit(error.returncode)


def _add_json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document")
