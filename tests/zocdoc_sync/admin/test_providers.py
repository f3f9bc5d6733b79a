import pytest
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import said
from tests.zocdoc_sync.operations.standin import connection_to, sent
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.models import AccessEvent, Job, Provider
from zocdoc_sync.sync.directory import sync_directory


@pytest.fixture
def riverbend(sandbox, db):
    return connection_to(sandbox)


@pytest.fixture
def provider(riverbend):
    """A provider that the directory told about."""
    sync_directory(riverbend, reason=SyncReason.ASKED, now=timezone.now())
    return Provider.objects.filter(places__location__is_virtual=True).first()


@pytest.fixture
def scheduler(client, riverbend):
    client.force_login(person("Scheduler", riverbend))
    return client


def page(row):
    return reverse("admin:zocdoc_sync_provider_change", args=(row.pk,))


def press(client, row, name):
    return client.post(reverse(f"admin:provider_{name}", args=(row.pk,)))


def test_the_page_shows_places_reasons_and_the_way_to_appointments(scheduler, provider):
    answer = scheduler.get(page(provider))
    assert {place["kind"] for place in answer.context["places"]} == {"In person", "By video"}
    assert answer.context["reasons"] == sorted(answer.context["reasons"]) != []
    assert dict(answer.context["facts"])["NPI"] == provider.npi
    assert f"/admin/zocdoc_sync/appointment/?provider={provider.pk}" in answer.content.decode()


def test_reviews_are_read_when_somebody_wants_them(scheduler, sandbox, provider):
    scheduler.get(page(provider))
    assert sent(sandbox, "getProviderReviews") == 0
    answer = press(scheduler, provider, "reviews")
    assert (answer.status_code, sent(sandbox, "getProviderReviews")) == (200, 1)
    assert dict(answer.context["reviews"].facts)["Provider id"] == provider.zocdoc_id


def test_reading_again_brings_what_zocdoc_says_now(scheduler, provider):
    Provider.objects.filter(pk=provider.pk).update(name="Old name", specialties=[])
    assert said(scheduler, press(scheduler, provider, "read_again")) == ["Read again from Zocdoc just now."]
    provider.refresh_from_db()
    assert (provider.name == "Old name", provider.specialties == []) == (False, False)
    assert AccessEvent.objects.filter(action="directory.read", subject=f"provider {provider.pk}").count() == 1


@pytest.mark.parametrize(
    ("npi", "sentence"),
    [
        ("", "Its NPI is not known yet: read the directory first."),
        ("1999999999", "Zocdoc has no provider with this NPI for you any more."),
        ("npi_error", "Zocdoc"),
    ],
)
def test_what_cannot_be_read_again_is_said(scheduler, riverbend, npi, sentence):
    row = factories.provider(riverbend, npi=npi)
    (told,) = said(scheduler, press(scheduler, row, "read_again"))
    assert told.startswith(sentence)


def test_reviews_of_a_provider_that_zocdoc_does_not_know_are_a_sentence(scheduler, riverbend):
    row = factories.provider(riverbend, zocdoc_id="pr_missing")
    assert len(said(scheduler, press(scheduler, row, "reviews"))) == 1


@pytest.mark.parametrize("name", ["reviews", "read_again"])
def test_buttons_post_and_ask_for_the_permission(client, scheduler, provider, name, riverbend):
    assert scheduler.get(reverse(f"admin:provider_{name}", args=(provider.pk,))).status_code == 405
    client.force_login(person("Viewer", riverbend))
    assert said(client, press(client, provider, name))[0].startswith("Your role does not allow")
    assert "Read reviews" not in client.get(page(provider)).content.decode()


def test_the_directory_is_read_when_somebody_asks(scheduler, riverbend):
    answer = scheduler.post(reverse("admin:directory_read"), {"connection": riverbend.pk})
    assert said(scheduler, answer) == [
        "The directory is read now: providers and places appear here while the worker runs."
    ]
    job = Job.objects.get()
    assert (job.kind, job.payload, job.connection) == ("sync.directory", {"connection_id": riverbend.pk}, riverbend)
    (reading,) = scheduler.get(reverse("admin:zocdoc_sync_provider_changelist")).context["readings"]
    assert (reading.title, reading.goes_on) == (riverbend.name, True)


def test_the_directory_of_another_clinic_is_not_read(scheduler, other):
    answer = scheduler.post(reverse("admin:directory_read"), {"connection": other.pk})
    assert (said(scheduler, answer), Job.objects.count()) == (["Choose a connection."], 0)


@pytest.mark.parametrize("role", ["Viewer", "Front desk", "Administrator"])
def test_reading_the_directory_needs_its_permission(client, riverbend, role):
    client.force_login(person(role, riverbend))
    assert client.post(reverse("admin:directory_read"), {"connection": riverbend.pk}).status_code == 403
    assert "Read the directory now" not in client.get(reverse("admin:zocdoc_sync_provider_changelist")).content.decode()


def test_a_provider_of_another_clinic_is_not_there(scheduler, other):
    row = factories.provider(other)
    codes = [scheduler.get(page(row)).status_code, press(scheduler, row, "reviews").status_code]
    assert codes == [404, 404]


def test_a_bare_provider_has_a_page_too(scheduler, riverbend):
    row = factories.provider(riverbend, payload={"languages": "odd", "visit_reason_ids": None, "statement": 7})
    answer = scheduler.get(page(row))
    assert (answer.context["places"], answer.context["reasons"], answer.context["statement"]) == ([], [], "")
