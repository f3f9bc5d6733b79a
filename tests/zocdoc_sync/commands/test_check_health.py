import pytest
from django.db import OperationalError
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.commands.shell import give
from zocdoc_sync import health
from zocdoc_sync.jobs.beats import CLUSTER, TICKER, beat

pytestmark = pytest.mark.django_db


@pytest.fixture
def check(capsys):
    return lambda *words: give(capsys, "check_health", *words)


@pytest.fixture
def _working():
    for part in (TICKER, CLUSTER):
        beat(part, now=timezone.now())


@pytest.mark.usefixtures("_working")
def test_when_all_is_well_the_status_is_zero(check):
    factories.connection(name="Riverbend", last_good_poll_at=timezone.now())
    said = check()
    assert (said.status, said.err) == (0, "")
    assert [line.partition(":")[0] for line in said.out.splitlines()] == [
        "ok  database",
        "ok  ticker",
        "ok  cluster",
        "ok  Riverbend",
    ]


@pytest.mark.usefixtures("_working")
def test_what_is_not_well_is_marked_and_counted(check):
    factories.connection(name="Riverbend", state="needs_reconnecting")
    said = check()
    assert (said.status, said.err) == (1, "1 of 4 are not well.\n")
    assert said.out.splitlines()[-1] == "BAD Riverbend: needs reconnecting"


def test_as_json_there_is_a_document_and_an_error_object(check):
    said = check("--json")
    assert (said.status, said.data["ok"]) == (1, False)
    assert said.data["findings"][1] == {
        "kind": "worker",
        "name": "ticker",
        "ok": False,
        "sentence": "never gave a sign of life",
    }
    assert said.error == {"error": "not_well", "sentence": "2 of 3 are not well."}


def test_a_database_that_is_away_is_one_line(check, monkeypatch):
    def away(_part):
        raise OperationalError("password=hunter2")

    monkeypatch.setattr(health, "last_beat", away)
    said = check()
    assert (said.status, said.out) == (1, "BAD database: does not answer\n")
    assert "hunter2" not in said.err
