import pytest
from django.urls import reverse

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.asking.asking import address, send
from tests.zocdoc_sync.admin.clinic import connection_named, person
from tests.zocdoc_sync.admin.pressing import hidden, said
from tests.zocdoc_sync.operations.standin import sent
from zocdoc_sync.models import AccessEvent, Facility, Provider, ProviderLocation

SEARCHES = {
    "getProviderLocations": ({"zip_code": "10001", "specialty_id": "sp_153", "visit_type": "all"}, ProviderLocation),
    "getSchedulableEntities": ({}, ProviderLocation),
    "getFacilities": ({"npis": "5884143085"}, Facility),
    "getProviders": ({"npis": "1003000126"}, Provider),
    "getProviderNpis": ({}, Provider),
}


def adding(client, code, keys, **more):
    """Search, tick and press “Add to the mirror”."""
    answer = send(client, code, **SEARCHES[code][0])
    token = hidden(answer, "form_token")[0]
    given = {"form_token": token, "key": keys, **more}
    return client.post(reverse("admin:operation_add", args=(code,)), given)


def lines(answer):
    return answer.context["offer"].lines


@pytest.mark.parametrize("code", SEARCHES)
def test_what_a_search_finds_is_added_as_the_sync_keeps_it(builder, sandbox, riverbend, code):
    fields, model = SEARCHES[code]
    before = lines(send(builder, code, **fields))
    assert {line.known for line in before} == {False}
    answer = adding(builder, code, [before[0].key])
    assert said(builder, answer) == ["1 added to the mirror."]
    assert answer.url == reverse(f"admin:zocdoc_sync_{model._meta.model_name}_changelist")
    added = model.objects.get(**{"npi" if model is Provider else "zocdoc_id": before[0].key})
    assert (added.connection, added.name != "", added.detailed_at is not None) == (riverbend, True, True)
    after = {line.key: line.known for line in lines(send(builder, code, **fields))}
    assert after[before[0].key] is True
    assert ("directory.added", f"{code}: 1") in AccessEvent.objects.values_list("action", "subject")


def test_many_providers_are_added_with_one_request(builder, sandbox):
    keys = [line.key for line in lines(send(builder, "getProviderNpis"))]
    assert said(builder, adding(builder, "getProviderNpis", keys)) == [f"{len(keys)} added to the mirror."]
    assert (sent(sandbox, "getProviders"), Provider.objects.exclude(name="").count()) == (1, len(keys))
    assert len(keys) > 1


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ([], "Tick what is to be added."),
        (["pr_missing|lo_missing"], "Nothing was added. pr_missing|lo_missing: "),
        (["nonsense"], "provider_location_id: This is not a whole provider location id: it reads pr_…|lo_…."),
        ([f"pr_{n}|lo_{n}" for n in range(26)], "Add at most 25 at a time: 26 were ticked."),
    ],
)
def test_what_cannot_be_added_is_said(builder, sandbox, keys, sentence):
    (told,) = said(builder, adding(builder, "getSchedulableEntities", keys))
    assert told.startswith(sentence)
    assert ProviderLocation.objects.count() == 0


def test_adding_needs_the_token_of_the_search(builder, sandbox):
    answer = builder.post(reverse("admin:operation_add", args=("getFacilities",)), {"key": "x", "form_token": "no"})
    assert (answer.url, sent(sandbox, "getFacility")) == (address("getFacilities"), 0)


def test_adding_is_only_posted(builder):
    assert builder.get(reverse("admin:operation_add", args=("getFacilities",))).status_code == 405


def test_nothing_is_added_of_other_answers(builder, sandbox):
    assert send(builder, "getSpecialties").context["offer"] is None
    answer = builder.post(reverse("admin:operation_add", args=("getSpecialties",)), {"key": "sp_153"})
    assert said(builder, answer) == ["Nothing of this answer can be added."]


def test_who_may_not_search_may_not_add(client, riverbend):
    client.force_login(person("Front desk", riverbend))
    answer = client.post(reverse("admin:operation_add", args=("getFacilities",)), {"key": "x"})
    assert answer.status_code == 404


def test_the_mirror_of_another_clinic_is_not_told(builder, sandbox):
    theirs = connection_named("Hillside Clinic")
    first = lines(send(builder, "getSchedulableEntities"))[0].key
    factories.provider_location(theirs)
    ProviderLocation.objects.update(zocdoc_id=first, detailed_at=factories.NOW)
    assert lines(send(builder, "getSchedulableEntities"))[0].known is False
