import pytest

from tests.zocdoc_sync.timeslots.days import at
from zocdoc_sync.timeslots.reasons import in_words, takes

A, B, C = "pc_a", "pc_b", "pc_c"
TABLE = [
    ((), (), "all visit reasons", {A, B, C}),
    ((A, B), (), "only pc_a, pc_b", {A, B}),
    ((), (A, B), "all except pc_a, pc_b", {C}),
    ((A, B), (B, C), "only pc_a", {A}),
    ((A, B), (A, B), "nothing: unbookable", set()),
]


@pytest.mark.parametrize(("allowed", "excluded", "words", "taken"), TABLE)
def test_excluding_is_stronger_than_allowing(allowed, excluded, words, taken):
    slot = at("09:00", allowed=allowed, excluded=excluded)
    assert in_words(slot) == words
    assert {one for one in (A, B, C) if takes(slot, one)} == taken


def test_visit_reasons_are_said_by_their_names():
    assert in_words(at("09:00", allowed=(A,)), {A: "Annual physical"}) == "only Annual physical"
