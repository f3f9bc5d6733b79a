from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from workflows_app.values.conditions import judge
from workflows_app.values.moments import Moment
from workflows_app.values.operators import OPERATORS

NOW = Moment.of(datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("America/New_York")))
A = "trigger.appointment"
SCOPE = {
    "now": NOW,
    "trigger": {
        "appointment": {
            "status": "confirmed",
            "start_time": NOW + timedelta(hours=5),
            "local_date": "2026-03-02",
            "notes": None,
            "tags": ["vip"],
            "provider": {"name": "Dr. Ana Lopez"},
            "visit_reason": {"minutes": 30},
        },
        "patient": {"last_name": "Zornwright", "in_network": True},
        "late": False,
    },
    "steps": {"plans": {"items": ["ip_1", "ip_2"]}},
}


def condition(field, operator, value=None):
    return {"field": field, "operator": operator, "value": value}


HOLD = [
    (f"{A}.status", "equals", "Confirmed"),
    (f"{A}.status", "not_equals", "cancelled"),
    (f"{A}.status", "one_of", ["cancelled", "confirmed"]),
    (f"{A}.status", "one_of", "cancelled, confirmed"),
    (f"{A}.tags", "one_of", ["vip", "new"]),
    (f"{A}.tags", "not_one_of", ["new"]),
    (f"{A}.tags", "contains", "VIP"),
    (f"{A}.provider.name", "contains", "lopez"),
    (f"{A}.provider.name", "not_contains", "Smith"),
    (f"{A}.provider.name", "starts_with", "dr."),
    (f"{A}.notes", "empty", None),
    (f"{A}.nobody", "empty", None),
    (f"{A}.status", "not_empty", None),
    (f"{A}.visit_reason.minutes", "equals", "30"),
    (f"{A}.visit_reason.minutes", "less", 31),
    (f"{A}.visit_reason.minutes", "more", "29.5"),
    (f"{A}.start_time", "within", {"amount": 6, "unit": "hours"}),
    (f"{A}.start_time", "beyond", {"amount": "299", "unit": "minutes"}),
    (f"{A}.start_time", "before", "2026-03-02T20:01:00+00:00"),
    (f"{A}.start_time", "after", "2026-03-02T19:59:00+00:00"),
    (f"{A}.start_time", "between_times", {"from": "15:00", "to": "16:00"}),
    (f"{A}.start_time", "between_times", {"from": "14:00", "to": "02:00"}),
    (f"{A}.start_time", "weekdays", [0, 2]),
    (f"{A}.local_date", "weekdays", ["0"]),
    (f"{A}.local_date", "before", "2026-03-03"),
    ("trigger.patient.in_network", "yes", None),
    ("trigger.late", "no", None),
    ("steps.plans.items.0", "equals", "ip_1"),
    (f"{A}.status", "equals", "{{ trigger.appointment.status }}"),
]


@pytest.mark.parametrize("given", HOLD)
def test_a_condition_holds(given):
    assert judge({"conditions": [condition(*given)]}, SCOPE).matched


AT_THREE = "it is 2026-03-02 15:00 EST."
MINUTES = f"{A}.visit_reason.minutes"
FAIL = [
    (f"{A}.status", "equals", "cancelled", "“Status” is Cancelled: it is Confirmed."),
    (f"{A}.status", "one_of", ["cancelled", "no_show"], "“Status” is one of Cancelled, No-show: it is Confirmed."),
    (f"{A}.start_time", "within", {"amount": 4, "unit": "hours"}, "“Start” is less than 4 hours from now: " + AT_THREE),
    (f"{A}.start_time", "longer_ago", {"amount": 1, "unit": "days"}, "“Start” is more than 1 days ago: " + AT_THREE),
    (f"{A}.start_time", "between_times", {"from": "08:00", "to": "12:00"},
     "“Start” is at a time of day between 08:00 and 12:00: " + AT_THREE),
    (f"{A}.start_time", "weekdays", [5, 6], "“Start” is on one of the weekdays Saturday, Sunday: " + AT_THREE),
    (f"{A}.notes", "not_empty", None, "“Patient's notes” is not empty: it is empty."),
    (f"{A}.nobody", "equals", "x", "“trigger.appointment.nobody” is x: it is empty."),
    (MINUTES, "less", "abc", "“Visit's usual length (minutes)” is less than abc: A number is needed."),
    ("trigger.late", "yes", None, "“Started late” is so: it is not so."),
    (f"{A}.status", "no_such", "x", "“Status” no_such: there is no such way to compare."),
    (f"{A}.status", "equals", "{{ trigger.nobody }}", "“Status” is {{ trigger.nobody }}: There is no trigger.nobody."),
]  # fmt: skip


@pytest.mark.parametrize("given", FAIL)
def test_a_condition_that_does_not_hold_says_why(given):
    verdict = judge({"conditions": [condition(*given[:3])]}, SCOPE)
    assert (verdict.matched, verdict.sentence) == (False, given[3])


@pytest.mark.parametrize("patient", [{"in_network": None}, {}])
def test_a_yes_or_no_that_is_not_known_says_that_nothing_tells(patient):
    asked = {"conditions": [condition("trigger.patient.in_network", "yes")]}
    verdict = judge(asked, {"now": NOW, "trigger": {"patient": patient}})
    assert verdict.sentence == "“Plan is in network” is so: nothing tells whether it is."


def test_what_a_patient_is_called_stays_out_of_the_sentence():
    verdict = judge({"conditions": [condition("trigger.patient.last_name", "equals", "Smith")]}, SCOPE)
    assert verdict.sentence == "“Patient's last name” is Smith: it is not so."
    assert "Zornwright" not in verdict.sentence


@pytest.mark.parametrize(
    ("match", "first", "second", "matched"),
    [
        ("all", "confirmed", "cancelled", False),
        ("any", "confirmed", "cancelled", True),
        ("any", "cancelled", "no_show", False),
        ("all", "confirmed", "confirmed", True),
    ],
)
def test_all_or_any_of_the_conditions_decide(match, first, second, matched):
    conditions = [condition(f"{A}.status", "equals", value) for value in (first, second)]
    assert judge({"match": match, "conditions": conditions}, SCOPE).matched is matched
    group = {"match": match, "conditions": conditions}
    assert judge({"match": "all", "conditions": [group]}, SCOPE).matched is matched


def test_no_condition_lets_everything_through():
    assert judge(None, SCOPE).matched
    assert judge({"match": "any", "conditions": []}, SCOPE).matched


def test_a_field_that_is_not_there_is_named_as_missing():
    assert judge({"conditions": [condition("steps.nobody.id", "equals", "x")]}, SCOPE).missing == ("steps.nobody.id",)


ANYTHING = [None, "", "x", 7, [], {}, [1], {"amount": "x"}, True, datetime(2026, 1, 1, tzinfo=UTC)]


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize(
    "value", [None, "", "x", 7, [], {}, [1], {"amount": "x"}, True, datetime(2026, 1, 1, tzinfo=UTC)]
)
def test_no_operator_breaks_on_any_value(operator, value):
    for field in (f"{A}.status", f"{A}.start_time", f"{A}.tags", f"{A}.notes", "trigger.late"):
        verdict = judge({"conditions": [condition(field, operator, value)]}, SCOPE)
        assert verdict.matched or verdict.sentence
