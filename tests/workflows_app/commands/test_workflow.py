"""`workflow VERB …` does what the pages of workflows do, and says what is wrong in one sentence."""

import json

import pytest

from tests.workflows_app import factories
from tests.zocdoc_sync import factories as rows
from tests.zocdoc_sync.admin.clinic import connection_named, person
from tests.zocdoc_sync.commands.shell import give
from tests.zocdoc_sync.operations.standin import booked, effects
from workflows_app.engine.planning import start_by_hand
from workflows_app.enums import RunState, WorkflowState
from workflows_app.exchange.definition import Definition, StepLine
from workflows_app.exchange.drafts import create
from workflows_app.exchange.files import export
from workflows_app.models import Workflow, WorkflowRun
from zocdoc_sync.enums import Environment
from zocdoc_sync.models import AccessEvent

CONFIRM = StepLine(
    key="confirm", kind="zocdoc.confirmAppointment", config={"appointment_id": "{{ trigger.appointment.id }}"}
)
IS_PENDING = {"field": "trigger.appointment.status", "operator": "equals", "value": "pending_booking"}
NAME = "Confirm all"


@pytest.fixture
def say(capsys):
    return lambda *words: give(capsys, "workflow", *words)


@pytest.fixture
def confirming(clinic):
    return factories.workflow(clinic, [("confirm", CONFIRM.kind, CONFIRM.config)], name=NAME, conditions=[IS_PENDING])


@pytest.fixture
def draft(linked, owner):
    return create(linked, Definition(name=NAME, steps=(CONFIRM,)), owner)


def refused(said, code):
    assert (said.status, said.out, said.error["error"]) == (1, "", code)
    return said.error["sentence"]


def done():
    return list(AccessEvent.objects.order_by("pk").values_list("action", "actor_label"))


def test_the_list_tells_every_workflow_with_its_state(say, clinic, confirming):
    other = connection_named("Hillside Clinic")
    factories.workflow(other, name="Look", state=WorkflowState.OFF)
    assert [(one["connection"], one["name"], one["state"]) for one in say("list", "--json").data] == [
        ("Hillside Clinic", "Look", "off"), ("Riverbend Clinic", NAME, "active"),
    ]  # fmt: skip
    assert [one["name"] for one in say("list", "--connection", "Riverbend Clinic", "--json").data] == [NAME]
    assert say("list").out.splitlines()[1] == f"active   Riverbend Clinic: {NAME} (Appointment created)"


def test_an_empty_list_says_what_to_do(say, db):
    assert say("list").out == "There is no workflow yet: make one in the console, or import a file.\n"
    assert say("list", "--json").data == []


def test_a_workflow_is_shown_in_words_with_its_last_runs(say, clinic, confirming):
    run = start_by_hand(confirming, rows.appointment(clinic), actor=None, now=factories.NOW)
    shown = say("show", NAME)
    assert shown.out.splitlines() == [
        f"{NAME} (active), Riverbend Clinic",
        "Starts: Appointment created",
        "Only if: “Status” is To confirm",
        "1. Confirm appointment",
        f"run {run.pk}: Waits for its turn.",
    ]
    told = say("show", NAME, "--json").data
    assert {**told["definition"], "format": "slotdesk.workflow", "version": 1} == export(confirming)
    assert [one["run"] for one in told["runs"]] == [run.pk]


def test_what_was_exported_can_be_imported_elsewhere_and_is_off(say, confirming, owner, tmp_path):
    file = tmp_path / "confirm.json"
    file.write_text(say("export", NAME).out)
    assert json.loads(file.read_text()) == export(confirming)
    other = connection_named("Hillside Clinic")
    made = say("import", str(file), "--connection", other.name, "--json").data
    assert made == {"name": NAME, "connection": other.name, "state": "off"}
    assert say("export", NAME, "--connection", other.name).data == export(confirming)
    assert done() == [("workflow.added", "command line")]


def test_a_workflow_is_switched_on_and_off(say, draft, owner):
    assert say("activate", NAME).out == f"{NAME} is active: from now on it runs by itself.\n"
    draft.refresh_from_db()
    assert (draft.state, draft.runs_as) == (WorkflowState.ACTIVE, owner)
    assert say("deactivate", NAME, "--json").data["state"] == "off"
    draft.refresh_from_db()
    assert draft.state == WorkflowState.OFF
    assert done() == [("workflow.activated", "command line"), ("workflow.deactivated", "command line")]


def test_a_workflow_acts_with_the_permissions_of_who_is_named(say, linked, draft):
    person("Viewer", linked, username="vera")
    assert refused(say("activate", NAME, "--as", "vera", "--json"), "cannot_activate").startswith(
        f"{NAME} was not activated. You may not do this step yourself"
    )
    person("Builder", linked, username="bea")
    assert say("activate", NAME, "--as", "bea").status == 0
    draft.refresh_from_db()
    assert draft.runs_as.username == "bea"


def test_who_it_acts_for_must_be_clear(say, draft):
    person("superuser", username="second")
    told = refused(say("activate", NAME, "--json"), "no_person")
    assert told == "Say whose permissions it acts with: --as USERNAME."
    assert refused(say("activate", NAME, "--as", "nobody", "--json"), "no_person") == (
        "There is nobody with the username “nobody” who can sign in."
    )


def test_a_test_run_shows_the_write_and_sends_nothing(say, sandbox, linked, draft):
    row = booked(sandbox, linked)
    said = say("test", NAME, "--appointment", row.zocdoc_id, "--json").data
    assert (said["appointment"], said["filter"]["lets_through"]) == (row.zocdoc_id, True)
    step = said["steps"][0]
    assert (step["step"], step["outcome"]) == ("confirm", "Would be sent")
    assert row.zocdoc_id in json.dumps(step["request"])
    assert effects(sandbox) == []
    assert not WorkflowRun.objects.exists()
    lines = say("test", NAME).out.splitlines()
    assert lines[0] == f"Test of {NAME} for appointment {row.zocdoc_id}, the newest one: nothing is written."
    assert lines[2].startswith("confirm: Confirm appointment. Would be sent.")
    assert lines[3:] == ["    POST /v1/appointments/confirm", f'    {{"appointment_id": "{row.zocdoc_id}"}}']


def test_a_test_run_says_that_the_filter_stops_it_and_shows_the_steps_all_the_same(say, sandbox, linked, owner):
    filtered = {"match": "all", "conditions": [{**IS_PENDING, "value": "cancelled"}]}
    create(linked, Definition(name=NAME, steps=(CONFIRM,), filter=filtered), owner)
    row = booked(sandbox, linked)
    lines = say("test", NAME, "--appointment", row.zocdoc_id).out.splitlines()
    assert lines[1].startswith("The filter stops it, a real run would end here: “Status” ")
    assert lines[1].endswith(" The steps all the same:")
    assert lines[2].startswith("confirm: Confirm appointment. Would be sent.")


def test_a_run_is_started_only_when_that_is_sure(say, sandbox, linked, draft):
    row = booked(sandbox, linked)
    words = ("run", NAME, "--appointment", row.zocdoc_id)
    assert refused(say(*words, "--json"), "not_sure") == (
        "It may write to Zocdoc: add --yes to start it without being asked."
    )
    assert not WorkflowRun.objects.exists()
    told = say(*words, "--yes", "--json").data
    run = WorkflowRun.objects.get()
    assert told == {"run": run.pk, "workflow": NAME, "state": "queued"}
    assert (run.appointment, run.trigger) == (row, "manual")


def test_a_draft_is_not_sent_to_a_real_clinic(say, clinic, owner):
    clinic.environment = Environment.PRODUCTION
    clinic.save()
    create(clinic, Definition(name=NAME, steps=(CONFIRM,)), owner)
    row = rows.appointment(clinic)
    told = refused(say("run", NAME, "--appointment", row.zocdoc_id, "--yes", "--json"), "draft")
    assert told == "Sending a draft for real is only for sandboxes: activate the workflow first."
    assert not WorkflowRun.objects.exists()


def test_a_run_that_ended_is_run_again_and_one_that_did_not_is_not(say, clinic, confirming):
    run = start_by_hand(confirming, rows.appointment(clinic), actor=None, now=factories.NOW)
    replay = ("replay", str(run.pk), "--yes", "--json")
    assert refused(say(*replay), "not_ended") == f"Run {run.pk} has not ended: waits for its turn."
    WorkflowRun.objects.filter(pk=run.pk).update(state=RunState.ASKS)
    assert refused(say(*replay), "asks") == f"Run {run.pk} needs a person first: settle its operation in the console."
    WorkflowRun.objects.filter(pk=run.pk).update(state=RunState.FAILED)
    again = WorkflowRun.objects.get(pk=say(*replay).data["run"])
    assert (again.replay_of, again.state) == (run, "queued")


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("show",), "usage", "Say what to show: what NAME says: trigger, filter, steps."),
        (("show", "Nope"), "no_workflow", f"There is no workflow “Nope”. There are: “{NAME}”."),
        (("import", "nope.json"), "no_file", "nope.json cannot be read: No such file or directory."),
        (("run", NAME), "usage", "Say for which appointment: --appointment ID."),
        (("test", NAME), "no_appointment", "There is no appointment yet in Riverbend Clinic."),
        (("run", NAME, "--appointment", "x"), "no_appointment", "There is no appointment x in Riverbend Clinic."),
        (("replay", "x"), "no_run", "There is no run x: `workflow show NAME` lists the last ones."),
        (("list", "--connection", "No"), "no_connection", "There is no connection “No”: there is “Riverbend Clinic”."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence(say, confirming, words, code, sentence):
    assert refused(say(*words, "--json"), code) == sentence
    plain = say(*words)
    assert (plain.status, plain.err) == (1, f"{sentence}\n")


def test_a_name_in_two_clinics_must_be_made_clear(say, confirming):
    factories.workflow(connection_named("Hillside Clinic"), name=NAME)
    assert refused(say("show", NAME, "--json"), "several_workflows") == (
        f"Several connections have a workflow “{NAME}”: name one of “Hillside Clinic”, “Riverbend Clinic” with "
        "--connection."
    )
    assert say("show", NAME, "--connection", "Hillside Clinic").status == 0


def test_a_file_that_is_no_workflow_makes_none(say, clinic, owner, tmp_path):
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"format": "something else"}')
    assert refused(say("import", str(wrong), "--json"), "import_refused") == (
        "The file is not a workflow: choose one that was exported from a workflow."
    )
    assert not Workflow.objects.exists()


def test_an_unknown_verb_is_refused(say, db):
    assert say("dance").status == 2
