from hypothesis import given, settings
from hypothesis import strategies as st

from tests.zocdoc_sync.operations.inputs import BOOKING
from zocdoc_sync.operations.bodies import flatten, nest, prefixes_of
from zocdoc_sync.operations.forms.booking import CreateAppointment

NAMES = tuple(CreateAppointment.nested)


def test_a_body_comes_back_as_it_was():
    assert nest(flatten(BOOKING, prefixes_of(NAMES))) == BOOKING


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.one_of(st.text(), st.booleans(), st.lists(st.text()))))
def test_flat_fields_come_back_from_any_body(flat):
    assert flatten(nest(flat), prefixes_of(NAMES)) == flat


def test_nulls_are_as_good_as_absent():
    assert flatten({"data": {"notes": None, "patient": None}}, prefixes_of(NAMES)) == {}
