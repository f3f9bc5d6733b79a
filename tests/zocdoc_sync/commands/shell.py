"""Commands as a person gives them in a shell, within the test's process and transaction."""

import json
from dataclasses import dataclass
from unittest import mock

from django.core.management import get_commands, load_command_class


@dataclass(frozen=True)
class Said:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def data(self):
        return json.loads(self.out)

    @property
    def error(self):
        return json.loads(self.err)


def give(capsys, name, *words):
    """Give a command with its words and return what it said."""
    capsys.readouterr()
    status = 0
    command = load_command_class(get_commands()[name], name)
    try:
        # A process ends with its connections; the test's must go on.
        with mock.patch("django.core.management.base.connections.close_all"):
            command.run_from_argv(["manage.py", name, *words, "--no-color"])
    except SystemExit as end:
        status = end.code or 0
    told = capsys.readouterr()
    return Said(status, told.out, told.err)
