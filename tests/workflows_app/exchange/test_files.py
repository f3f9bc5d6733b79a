import json
from dataclasses import replace

import pytest

from tests.workflows_app.exchange.conftest import CONFIRM, WHOLE
from workflows_app.exchange.definition import definition_of
from workflows_app.exchange.drafts import create
from workflows_app.exchange.files import MOST_BYTES, ImportRefused, duplicate, export, import_, read_file
from workflows_app.models import WebhookTarget, Workflow

SECRET = "the-planted-secret-of-a-target"


def refused(data, connection, user):
    with pytest.raises(ImportRefused) as told:
        import_(data, connection, user)
    assert not Workflow.objects.filter(name=str(data.get("name"))).exists()
    return told.value.problems


def test_an_exported_file_is_the_same_workflow_elsewhere(workflow, other, builder):
    file = json.dumps(export(workflow)).encode()
    made = import_(read_file(file), other, builder)
    assert definition_of(made) == WHOLE
    assert (made.connection, made.state, made.active) == (other, "off", None)


def test_a_file_holds_no_secret_and_no_number_of_a_row(workflow, clinic, builder):
    WebhookTarget.objects.create(connection=clinic, name="CRM", url="https://crm.example/", signing_secret=SECRET)
    text = json.dumps(export(workflow))
    assert SECRET not in text
    assert clinic.client_secret not in text
    assert set(export(workflow)["steps"][0]) == {
        "key", "kind", "label", "config", "through", "is_enabled", "goes_on", "inner"
    }  # fmt: skip


def test_a_copy_has_a_name_of_its_own_and_is_off(workflow, builder):
    copied, again = duplicate(workflow, builder), duplicate(workflow, builder)
    assert (copied.name, again.name, copied.state) == ("Confirm (2)", "Confirm (3)", "off")
    assert replace(definition_of(copied), name=WHOLE.name) == WHOLE


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"format": "other"}, "The file is not a workflow: choose one that was exported from a workflow."),
        (
            {"version": 2},
            "The file has format version 2, and this console reads version 1: update the console, or export it again.",
        ),
        ({"name": " "}, "The name is missing or longer than 120 characters."),
        ({"trigger": "full_moon"}, "There is no trigger “full_moon”."),
        ({"at_once": 51}, "“at_once” must be a number from 1 to 50."),
        ({"at_once": True}, "“at_once” must be a number from 1 to 50."),
        ({"sees_own_writes": "no"}, "“sees_own_writes” must be true or false."),
        ({"description": 5}, "“description” must be text of at most 2000 characters."),
        ({"filter": []}, "“filter” must be an object with a list of conditions, nested once."),
        ({"filter": {"conditions": "x"}}, "“filter” must be an object with a list of conditions, nested once."),
        ({"runs_as": 1}, "“runs_as” is not known here."),
        ({"steps": {}}, "“steps” must be a list."),
        ({"steps": [{}] * 51}, "There are 51 steps: at most 50 are possible."),
        ({"steps": ["tag"]}, "Step 1: it is not an object."),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_words(change, problem, workflow, clinic, builder):
    data = {**export(workflow), "name": "Another", **change}
    assert refused(data, clinic, builder) == (problem,)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"kind": "zocdoc.fly"}, "this console knows no step of the kind “zocdoc.fly”."),
        ({"kind": ["tag"]}, "this console knows no step of the kind “['tag']”."),
        ({"key": "1 2"}, "its key must be a word of letters, digits and underscores, at most 40 of them."),
        ({"config": "x"}, "its config must be an object."),
        ({"label": 5}, "its label must be text of at most 120 characters."),
        ({"is_enabled": 1}, "“is_enabled” must be true or false."),
        (
            {"kind": "only_if", "config": {"conditions": [1]}},
            "“conditions” must be an object with a list of conditions, nested once.",
        ),
        ({"pk": 5}, "“pk” is not known here."),
        ({"inner": [{"key": "a", "kind": "tag", "inner": [{}]}]}, "Step 1: steps can be inside one other step only."),
    ],
)
def test_what_is_wrong_with_a_step_names_the_step(change, problem, clinic, builder):
    data = {"format": "slotdesk.workflow", "version": 1, "name": "New", "trigger": "manual"}
    steps = [vars(CONFIRM) | {"inner": []}, {**vars(CONFIRM), "key": "two", "inner": [], **change}]
    assert refused({**data, "steps": steps}, clinic, builder) == (f"Step 2: {problem}",)


def test_every_problem_is_said_at_once(clinic, builder):
    data = {"format": "slotdesk.workflow", "version": 1, "name": "", "trigger": "never", "steps": [{"kind": "x"}]}
    assert len(refused(data, clinic, builder)) == 4


def test_a_connection_that_is_not_there_is_named(workflow, clinic, other, builder):
    data = export(workflow)
    data["name"], data["steps"][0]["through"] = "Another", other.name
    told = "There is no connection “Hillside Clinic” here: rename it in the file, or add it first."
    assert refused(data, clinic, builder) == (told,)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"{", b"[" * 100_000, b'"text"', b"[]", b"x" * (MOST_BYTES + 1)])
def test_a_file_that_is_no_workflow_is_refused_in_words(content):
    with pytest.raises(ImportRefused) as told:
        read_file(content)
    assert told.value.problems[0].startswith("The file is ")


def test_keys_that_come_twice_get_numbers(clinic, builder):
    twice = replace(WHOLE, steps=(CONFIRM, CONFIRM, CONFIRM))
    made = create(clinic, twice, builder)
    assert [one.key for one in definition_of(made).steps] == ["confirm", "confirm_2", "confirm_3"]
