import pytest

from tests.sandbox_process import Sandbox
from tests.zocdoc_sync import factories
from tests.zocdoc_sync.client.wire import closed_port
from tests.zocdoc_sync.commands.shell import give
from zocdoc_sync.client.endpoints import ENDPOINTS
from zocdoc_sync.models import Connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def sandbox(tmp_path):
    with Sandbox().start(tmp_path=tmp_path) as running:
        yield running


@pytest.fixture
def check(capsys):
    return lambda *words: give(capsys, "zocdoc_check", *words)


def test_the_only_connection_needs_no_name_and_each_operation_is_told(sandbox, check):
    factories.sandbox_connection(sandbox.url, name="Riverbend")
    said = check()
    lines = said.out.splitlines()
    assert (said.status, lines[0].startswith("Riverbend: The account answers.")) == (0, True)
    assert lines[1].startswith("Scopes: external.appointment.read external.appointment.write")
    assert [line.split()[1] for line in lines if line.split()[0] in ENDPOINTS].count("yes") >= 20
    assert {line.split()[0] for line in lines} >= ENDPOINTS.keys()


def test_as_json_it_is_one_document(sandbox, check):
    factories.sandbox_connection(sandbox.url, name="Riverbend")
    data = check("Riverbend", "--json").data
    assert data.keys() == {"connection", "ok", "sentence", "areas", "operations", "scopes"}
    assert (data["connection"], data["ok"], len(data["operations"])) == ("Riverbend", True, 30)
    assert {"name": "Appointments", "ok": True, "sentence": "Open."} in data["areas"]


def test_refused_credentials_are_a_sentence_and_a_status(sandbox, check):
    factories.sandbox_connection(sandbox.url, name="Riverbend", client_secret="wrong")
    said = check("--json")
    sentence = Connection.objects.get().state_sentence
    assert (said.status, said.out) == (1, "")
    assert said.error == {"error": "check_failed", "sentence": f"Riverbend: {sentence}"}


def test_a_server_that_is_away_is_a_sentence_and_a_status(check):
    factories.sandbox_connection(closed_port(), name="Riverbend")
    said = check()
    assert (said.status, said.err) == (
        1,
        "Riverbend: Zocdoc's address cannot be reached from here; nothing was sent.\n",
    )


def test_a_name_that_is_missing_or_wrong_is_told_with_the_names_there_are(check):
    assert check().err == "There is no connection yet: make one with zocdoc_connect.\n"
    for name in ("North", "South"):
        factories.connection(name=name)
    assert check().err == "There are several connections: name one of “North”, “South”.\n"
    assert check("West").err == "There is no connection “West”: there is “North”, “South”.\n"
    assert check("West", "--json").error["error"] == "no_connection"


def test_a_secret_whose_key_is_lost_is_a_sentence_and_a_status(check, settings):
    factories.connection(name="Riverbend")
    settings.ENCRYPTION_KEYS = [b"w" * 32]
    said = check("--json")
    assert (said.status, said.error["error"]) == (1, "check_failed")
    assert said.error["sentence"].startswith("Riverbend: What this connection signs in with cannot be opened")
