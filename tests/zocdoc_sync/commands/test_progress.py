"""How far a command is: told on a terminal's stderr, and nowhere else."""

import io
import re

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.zocdoc_sync import factories
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.sync.appointments import sync_appointments
from zocdoc_sync.sync.landing import Landing
from zocdoc_sync.sync.watching import tell, watched

pytestmark = pytest.mark.django_db
COMMANDS = [("zocdoc_sync", "appointments"), ("rotate_encryption_keys",), ("prune_history",)]
TOLD = {
    "zocdoc_sync": r"\[b\]North: Appointments 150 rows read, \d requests, \d windows",
    "rotate_encryption_keys": r"zocdoc_sync\.Connection 0 rows encrypted again",
    "prune_history": r"Old history 0 rows removed, (\d+) of \1 kinds looked at",
}


class Stream(io.StringIO):
    """What stands in for stderr; `is_terminal` tells whether a person looks at it."""

    is_terminal = True

    def isatty(self):
        return self.is_terminal


@pytest.fixture
def drawn(monkeypatch):
    """Give a command before a terminal, or before none; return what is on stderr, without what moves the cursor."""

    def give(*words, is_terminal=True):
        stream = Stream()
        stream.is_terminal = is_terminal
        with monkeypatch.context() as during:
            # Only now: pytest puts its own stderr back between a fixture and its test.
            during.setattr("sys.stderr", stream)
            for name, value in {"TERM": "xterm", "COLUMNS": "120", "NO_COLOR": "1"}.items():
                during.setenv(name, value)
            call_command(*words)
        return " ".join(re.sub(r"\x1b\[[0-9;?]*\w", " ", stream.getvalue()).split())

    return give


@pytest.fixture
def clinic(sandbox):
    sandbox.generate(count=150)
    # A name is a name, whatever it would mean to what draws the lines.
    return factories.sandbox_connection(sandbox.url, name="[b]North")


@pytest.mark.parametrize("words", COMMANDS)
def test_a_terminal_sees_how_far_it_is_and_the_output_is_as_ever(words, clinic, drawn, capsys):
    assert re.search(TOLD[words[0]], drawn(*words))
    before_a_terminal = capsys.readouterr().out.splitlines()
    drawn(*words, is_terminal=False)
    assert len(capsys.readouterr().out.splitlines()) == len(before_a_terminal) >= 1
    assert [line for line in before_a_terminal if "\x1b" in line] == []


@pytest.mark.parametrize("words", COMMANDS)
def test_what_is_no_terminal_sees_nothing_of_it(words, clinic, drawn):
    assert drawn(*words, is_terminal=False) == ""


@pytest.mark.parametrize("words", COMMANDS)
def test_with_json_nothing_of_it_is_drawn(words, clinic, drawn):
    assert drawn(*words, "--json") == ""


def test_the_counts_of_a_reading_grow_while_it_reads(sandbox, monkeypatch):
    sandbox.generate(count=1500)
    connection = factories.sandbox_connection(sandbox.url)
    runs, seen, take = [], [], Landing.take

    def noted(landing, records, **more):
        seen.append((runs[0].windows, runs[0].rows_seen))
        take(landing, records, **more)

    monkeypatch.setattr(Landing, "take", noted)
    with watched(runs.append):
        sync_appointments(connection, reason=SyncReason.COMMAND, now=timezone.now())
    assert seen == sorted(seen)
    assert seen[0] == (0, 0)
    assert seen[-1][0] > 1
    assert 0 < seen[-1][1] < runs[0].rows_seen == 1500


def test_nobody_is_told_of_readings_outside():
    runs = []
    with watched(runs.append):
        tell("inside")
    tell("outside")
    assert runs == ["inside"]
