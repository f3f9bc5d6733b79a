import pytest

from tests.workflows_app.steps.circumstances import problems, run
from tests.zocdoc_sync import factories
from workflows_app.steps.results import Done, Each, Failed, Stop


@pytest.fixture
def clinic(db):
    return factories.connection()


def only(value):
    field = {"field": "trigger.appointment.status", "operator": "equals", "value": value}
    return {"conditions": {"match": "all", "conditions": [field]}}


def test_a_run_goes_on_only_if_the_conditions_hold(clinic):
    appointment = factories.appointment(clinic)
    assert isinstance(run("only_if", only("pending_booking"), clinic, appointment), Done)
    result = run("only_if", only("confirmed"), clinic, appointment)
    assert (type(result), result.filtered, result.sentence[:28]) == (Stop, True, "“Status” is Confirmed: it is")


def test_a_run_ends_where_it_is_told_to(clinic):
    assert run("stop", {"why": "Too late."}, clinic) == Stop("Too late.")


@pytest.mark.parametrize(
    ("given", "result"),
    [
        ({"items": [1, 2]}, Each([1, 2], "2 entries.")),
        ({"items": []}, Each([], "0 entries.")),
        ({"items": [1, 2, 3], "limit": "2"}, Failed("too_many", "The list has 3 entries, and the limit is 2.")),
        ({"items": [1] * 101}, Failed("too_many", "The list has 101 entries, and the limit is 100.")),
        ({"items": [1] * 501, "limit": "9999"}, Failed("too_many", "The list has 501 entries, and the limit is 500.")),
        ({"items": "abc"}, Failed("not_a_list", "What it goes through is not a list.")),
        ({"items": None}, Failed("not_a_list", "What it goes through is not a list.")),
    ],
)
def test_a_list_is_gone_through_up_to_its_limit(given, result, clinic):
    assert run("for_each", given, clinic) == result


@pytest.mark.parametrize(
    ("kind", "config", "fields"),
    [
        ("only_if", {}, ["conditions"]),
        ("only_if", only("confirmed"), []),
        ("stop", {}, []),
        ("for_each", {}, ["items"]),
        ("for_each", {"items": "{{ steps.look.items }}"}, []),
    ],
)
def test_a_configuration_is_checked_before_it_is_saved(kind, config, fields):
    assert [field for field, _ in problems(kind, config)] == fields
