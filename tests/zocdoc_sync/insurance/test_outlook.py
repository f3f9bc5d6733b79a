from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zocdoc_sync.insurance.outlook import desired, verdicts
from zocdoc_sync.models import ChangeState

ASKED, APPLIED, REPLACED = ChangeState.ASKED, ChangeState.APPLIED, ChangeState.REPLACED


@dataclass
class Request:
    way: str
    plan_ids: list[str]


plan_sets = st.frozensets(st.sampled_from("abcdef"))
request_lists = st.lists(
    st.builds(Request, st.sampled_from(["Add", "Remove", "Replace"]), plan_sets.map(sorted)), max_size=5
)


@given(plan_sets, request_lists)
def test_once_zocdoc_shows_what_was_asked_nothing_is_waited_for(seen, requests):
    assert ASKED not in verdicts(desired(seen, requests), requests)


@given(plan_sets, request_lists)
def test_while_a_request_is_waited_for_zocdoc_shows_something_else(seen, requests):
    if ASKED in verdicts(seen, requests):
        assert desired(seen, requests) != seen


@pytest.mark.parametrize(
    ("seen", "requests", "expected"),
    [
        ("ab", [("Add", "c")], [ASKED]),
        ("abc", [("Add", "c")], [APPLIED]),
        ("ab", [("Add", "bc")], [ASKED]),
        ("ab", [("Remove", "a")], [ASKED]),
        ("b", [("Remove", "a")], [APPLIED]),
        ("ab", [("Replace", "ab")], [APPLIED]),
        ("abc", [("Replace", "ab")], [ASKED]),
        ("ab", [("Add", "c"), ("Remove", "c")], [REPLACED, APPLIED]),
        ("abc", [("Add", "c"), ("Replace", "a")], [REPLACED, ASKED]),
        ("abd", [("Replace", "ab"), ("Add", "d")], [APPLIED, APPLIED]),
        ("ab", [("Add", "cd"), ("Remove", "d")], [ASKED, APPLIED]),
    ],
)
def test_a_request_is_through_once_zocdoc_shows_what_later_ones_leave_of_it(seen, requests, expected):
    assert verdicts(frozenset(seen), [Request(way, list(plans)) for way, plans in requests]) == expected
