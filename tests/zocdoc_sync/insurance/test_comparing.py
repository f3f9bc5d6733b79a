import pytest
from django.utils import timezone

from tests.zocdoc_sync import factories
from zocdoc_sync.insurance.comparing import compare, holdings, taken_somewhere
from zocdoc_sync.models import InsuranceMapping, PlaceInsurance

pytestmark = pytest.mark.django_db


def place(clinic, *, offered=("a", "b", "c"), provider=None, **states):
    made = factories.provider_location(clinic, **({"provider": provider} if provider else {}))
    offers = [{"carrier_id": "ic", "program": "", "network": "", "plan_ids": list(offered)}]
    PlaceInsurance.objects.create(connection=clinic, place=made, read_at=timezone.now(), offered=offers)
    for zocdoc_id, state in states.items():
        InsuranceMapping.objects.create(connection=clinic, place=made, zocdoc_id=zocdoc_id, state=state)
    return made


def words(one):
    return {name: sorted(getattr(one, name)) for name in ("missing", "extra", "absent", "changing")}


def test_a_place_is_compared_with_what_is_wanted_as_if_all_that_was_asked_were_through():
    one = place(factories.connection(), a="active", b="being_added", x="being_removed", y="active")
    (found,) = compare(holdings([one]), lambda _: frozenset("abcz"))
    assert words(found) == {"missing": ["c"], "extra": ["y"], "absent": ["z"], "changing": ["b", "x"]}
    assert (found.differs, found.empties) == (True, False)


def test_places_of_one_provider_are_compared_with_each_other():
    clinic = factories.connection()
    who = factories.provider(clinic)
    rows = [place(clinic, provider=who, a="active"), place(clinic, provider=who, b="active"), place(clinic, c="active")]
    found = holdings(rows)
    assert [sorted(one.missing) for one in compare(found, taken_somewhere(found))] == [["b"], ["a"], []]


def test_a_place_that_was_not_read_or_is_managed_elsewhere_differs_in_nothing():
    clinic = factories.connection()
    unread, elsewhere = factories.provider_location(clinic), place(clinic, a="active")
    PlaceInsurance.objects.filter(place=elsewhere).update(managed_by="Managed by the practice.")
    found = compare(holdings([unread, elsewhere]), lambda _: frozenset("b"))
    assert [(one.differs, one.holding.why_not) for one in found] == [
        (False, "Its insurance was not read yet."),
        (False, "Managed by the practice."),
    ]


def test_a_place_that_would_take_nothing_is_marked():
    one = place(factories.connection(), a="active")
    (found,) = compare(holdings([one]), lambda _: frozenset())
    assert (sorted(found.extra), found.empties) == (["a"], True)


def test_a_hundred_places_take_as_many_queries_as_one(django_assert_num_queries):
    clinic = factories.connection()
    places = [place(clinic, a="active") for _ in range(30)]
    for some in (places[:1], places):
        with django_assert_num_queries(2):
            compare(holdings(some), lambda _: frozenset("b"))
