"""Conditions that are judged before a run, with what is known then."""

import pytest

from tests.workflows_app.factories import NOW
from workflows_app.history.foreseeing import foresee, items_of

SCOPE = {"trigger": {"appointment": {"status": "confirmed"}}, "steps": {}, "item": None, "workflow": {}, "now": NOW}
STATUS = "trigger.appointment.status"
YES = {"field": STATUS, "operator": "equals", "value": "confirmed"}
NO = {"field": STATUS, "operator": "equals", "value": "cancelled"}
OPEN = {"field": "trigger.patient.in_network", "operator": "yes"}
COMPARED = {"field": STATUS, "operator": "equals", "value": "{{ steps.look.status }}"}


@pytest.mark.parametrize(
    ("match", "conditions", "holds"),
    [
        ("all", [], True),
        ("all", [YES], True),
        ("all", [YES, NO], False),
        ("all", [OPEN, NO], False),
        ("all", [YES, OPEN], None),
        ("all", [COMPARED], None),
        ("any", [NO, YES], True),
        ("any", [OPEN, YES], True),
        ("any", [NO, OPEN], None),
        ("any", [NO, NO], False),
        ("all", [YES, {"match": "any", "conditions": [NO, OPEN]}], None),
        ("all", [YES, {"match": "any", "conditions": [NO]}], False),
    ],
)
def test_conditions_hold_or_not_or_nobody_can_tell(match, conditions, holds):
    found = foresee({"match": match, "conditions": conditions}, SCOPE)
    assert found.holds is holds
    assert bool(found.sentence) is (holds is False)


@pytest.mark.parametrize(
    ("value", "items"),
    [("{{ (1..3) }}", [1, 2, 3]), ("{{ steps.a.items }}", None), ("{{ trigger.nobody }}", None), ("text", None)],
)
def test_a_list_is_known_or_not(value, items):
    assert items_of(value, SCOPE) == items
