"""What the catalogue says in words is said of every operation and of no other."""

from django.urls import reverse

from zocdoc_sync.operations.catalogue import CATALOGUE
from zocdoc_sync.operations.fields.hints import HINTS, hint
from zocdoc_sync.operations.fields.states import STATES
from zocdoc_sync.operations.pages import OWN_PAGES
from zocdoc_sync.operations.sentences import SAYS


def names():
    return {name for spec in CATALOGUE.values() for name in spec.form.all_fields()}


def test_every_operation_says_what_it_does_in_one_sentence():
    assert set(SAYS) == set(CATALOGUE)
    assert [code for code, sentence in SAYS.items() if sentence.count(".") != 1 or not sentence.endswith(".")] == []


def test_every_page_of_its_own_belongs_to_an_operation_and_exists():
    assert set(OWN_PAGES) - set(CATALOGUE) == set()
    assert [page.title for page in OWN_PAGES.values() if not reverse(page.url).startswith("/admin/")] == []


def test_every_hint_belongs_to_a_field():
    ends = {name.rpartition(".")[2] for name in names()} | names()
    assert set(HINTS) - ends == set()


def test_a_nested_field_has_the_hint_of_its_last_name():
    assert hint("data.visit_reason_id") == hint("visit_reason_id") != ""


def test_what_is_typed_to_empty_something_is_a_field_of_the_operation():
    typed = {spec.code: spec.typed for spec in CATALOGUE.values() if spec.typed}
    assert typed == {
        "putProviderCalendarTimeslots": "date",
        "updateProviderLocationInsuranceMappings": "provider_location_id",
    }


def test_states_are_two_letters_each():
    assert {len(code) for code in STATES} == {2}
    assert len(STATES) == 56
