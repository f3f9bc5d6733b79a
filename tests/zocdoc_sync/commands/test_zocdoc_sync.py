import json

import pytest
from django.core.management import CommandError, call_command

from tests.sandbox_process import Sandbox
from tests.zocdoc_sync import factories
from zocdoc_sync.models import Appointment, Change, InsurancePlan

pytestmark = pytest.mark.django_db


@pytest.fixture
def sandbox(tmp_path):

    with Sandbox().start(tmp_path=tmp_path) as running:
        yield running


def refused(*words):
    with pytest.raises(CommandError) as refusal:
        call_command("zocdoc_sync", *words)
    return str(refusal.value)


def test_each_connection_is_read_and_reported(sandbox, capsys):
    for name in ("North", "South"):
        factories.sandbox_connection(sandbox.url, name=name)
    factories.sandbox_connection("http://127.0.0.1:9", name="Off", is_active=False)
    sandbox.generate(count=150)
    call_command("zocdoc_sync", "appointments", "--json")
    runs = json.loads(capsys.readouterr().out)["runs"]
    told = [(run["connection"], run["state"], run["rows_seen"], run["created"], run["ceiling_met"]) for run in runs]
    assert told == [("North", "done", 150, 150, False), ("South", "done", 150, 150, False)]
    assert Appointment.objects.count() == 300


def test_a_full_reading_finds_what_was_lost_here(sandbox, capsys):
    clinic = factories.sandbox_connection(sandbox.url)
    sandbox.generate(count=30)
    call_command("zocdoc_sync", "appointments")
    Appointment.objects.all()[3].delete()
    call_command("zocdoc_sync", "appointments", "--full", "--connection", clinic.name)
    lines = capsys.readouterr().out.splitlines()
    assert "30 rows seen, 1 created, 0 changed" in lines[1]
    assert [change.kind for change in Change.objects.all()] == ["booked"]


def test_the_insurance_plans_of_a_state_are_read(sandbox, capsys):
    factories.sandbox_connection(sandbox.url)
    call_command("zocdoc_sync", "reference", "--state", "ny", "--json")
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert (run["what"], run["state"], run["created"]) == ("plans", "done", InsurancePlan.objects.count())
    assert run["created"] > 20


def test_a_failed_reading_is_one_sentence_and_a_failure(capsys):
    factories.sandbox_connection("http://127.0.0.1:9", name="Nowhere")
    with pytest.raises(SystemExit) as left:
        call_command("zocdoc_sync", "appointments", "--json")
    told = capsys.readouterr()
    assert left.value.code == 1
    assert json.loads(told.out)["runs"][0]["state"] == "failed"
    assert json.loads(told.err)["sentence"].startswith("Nowhere: ")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["appointments", "--since", "2026-02-30"], "--since: “2026-02-30” is a date or time that does not exist."),
        (
            ["appointments", "--since", "2026-02-30T10:00"],
            "--since: “2026-02-30T10:00” is a date or time that does not exist.",
        ),
        (
            ["appointments", "--since", "yesterday"],
            "--since: “yesterday” is not a time: write it like 2026-03-01 or 2026-03-01T09:30.",
        ),
        (["appointments", "--since", "2026-03-01", "--full"], "Choose one of --full and --since."),
        (["directory", "--full"], "--full and --since are for appointments."),
        (["reference", "--state", "ZZ"], "--state: There is no state with these two letters."),
        (["appointments", "--state", "NY"], "--state is for reference."),
        (
            ["apointments"],
            (
                "There is no “apointments” to read: choose one of appointments, directory, reference, insurance, "
                "timeslots, all."
            ),
        ),
        (["appointments", "--connection", "None"], "There is no connection “None”: there is “Riverbend”."),
        (["appointments", "--connection", "Off"], "Off is switched off: nothing is read from it."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(words, sentence):
    if sentence.startswith("Off"):
        factories.connection(name="Off", is_active=False)
    else:
        factories.connection(name="Riverbend")
    assert refused(*words) == sentence


def test_the_insurance_of_every_place_is_read_and_reported(sandbox, capsys):
    clinic = factories.sandbox_connection(sandbox.url, name="North")
    factories.provider_location(clinic, zocdoc_id="pr_confirmed|lo_confirmed")
    call_command("zocdoc_sync", "insurance", "--connection", "North")
    told = "North: insurance done: 1 requests, 12 rows seen, 0 created, 0 changed, 0 windows"
    assert capsys.readouterr().out.startswith(told)


def test_without_a_connection_it_says_what_to_do():
    assert refused("appointments") == "There is no connection yet: make one with zocdoc_connect."


def test_a_connection_that_is_switched_off_is_not_read():
    factories.connection(name="Off", is_active=False)
    assert refused("appointments") == "Off is switched off: nothing is read from it."
