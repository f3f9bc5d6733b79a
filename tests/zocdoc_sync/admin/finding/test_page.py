from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.workflows_app.factories import workflow
from tests.zocdoc_sync.admin.clinic import appointment, person
from zocdoc_sync.models import AccessEvent, Location, Provider

FIND = "/admin/find/"
BOX, LINK = 'name="term" maxlength="200"', f'class="sd-search-link" href="{FIND}"'


def searched(client, term):
    """Return the page after a search."""
    return client.get(client.post(FIND, {"term": term}).url)


def groups(page):
    """Return what was found by name: words by title."""
    return {group.title: [hit.words for hit in group.hits] for group in page.context["groups"]}


def test_every_page_has_the_box_and_its_key(at_desk, clinic):
    row = appointment(clinic)
    for address in (
        "/admin/",
        f"/admin/zocdoc_sync/appointment/{row.pk}/change/",
        "/admin/zocdoc_sync/provider/",
        FIND,
    ):
        page = at_desk.get(address).content.decode()
        # The box, and on narrow windows the link in its place: the key presses what is shown.
        assert [page.count(f'{one} data-key="/"') for one in (BOX, LINK)] == [1, 1], address
        assert f'method="post" action="{FIND}"' in page, address


def test_one_appointment_that_is_found_alone_opens_at_once(at_desk, clinic):
    row = appointment(clinic, last="Quimby")
    appointment(clinic, last="Other")
    assert at_desk.post(FIND, {"term": "quimby"}).url == f"/admin/zocdoc_sync/appointment/{row.pk}/change/"


def test_what_comes_is_shown_first_and_soonest_first_then_what_was_latest_first(at_desk, clinic):
    now = timezone.now()
    rows = {
        days: appointment(clinic, last="Quimby", start_time=now + timedelta(days=days)).pk for days in (9, -9, 2, -2)
    }
    page = searched(at_desk, "Quimby")
    assert [row.pk for row in page.context["appointments"]] == [rows[days] for days in (2, 9, -2, -9)]
    assert [row.patient for row in page.context["appointments"]] == ["Ana Quimby"] * 4


def test_providers_locations_and_workflows_are_found_by_a_part_of_their_name(client, clinic):
    appointment(clinic)
    workflow(clinic, [("confirm", "zocdoc.confirmAppointment", {})], name="Riverbend arrivals")
    client.force_login(person("Builder", clinic))
    assert groups(searched(client, "river")) == {
        "Locations": ["Riverbend Downtown"],
        "Workflows": ["Riverbend arrivals"],
    }
    assert groups(searched(client, "pr_one")) == {"Providers": ["Dr. Mae Jung"]}


def test_a_table_that_the_role_does_not_show_is_not_searched(at_desk, clinic):
    appointment(clinic)
    workflow(clinic, [("confirm", "zocdoc.confirmAppointment", {})], name="Riverbend arrivals")
    assert groups(searched(at_desk, "river")) == {"Locations": ["Riverbend Downtown"]}


def test_nothing_of_another_clinic_is_found(at_desk, clinic, other):
    appointment(other, last="Quimby")
    for term in ("Quimby", "Mae", "Riverbend"):
        page = searched(at_desk, term)
        assert (page.context["appointments"], groups(page)) == ([], {}), term
    assert "Nothing that you may see has these words." in page.content.decode()


def test_what_was_found_is_not_shown_after_it_was_taken_away(at_desk, desk, clinic):
    appointment(clinic, last="Quimby"), appointment(clinic, last="Quimby")
    address = at_desk.post(FIND, {"term": "Quimby"}).url
    clinic.members.remove(desk)
    assert at_desk.get(address).context["appointments"] == []


def test_patients_words_find_nobody_for_who_may_not_see_patients(client, clinic):
    appointment(clinic, last="Quimby"), appointment(clinic, last="Quimby")
    client.force_login(person("Administrator", clinic))
    assert searched(client, "Quimby").context["appointments"] == []


@pytest.mark.parametrize("term", ["Quimby", "Mae Quimby"])
def test_the_words_are_in_no_address_no_title_no_session_and_no_audit(at_desk, clinic, term):
    appointment(clinic, first="Mae", last="Quimby"), appointment(clinic, first="Mae", last="Quimby")
    answer = at_desk.post(FIND, {"term": term})
    page = at_desk.get(answer.url)
    assert len(page.context["appointments"]) == 2
    kept = [Session.objects.get().get_decoded(), list(AccessEvent.objects.values_list("action", "subject"))]
    assert "quimby" not in f"{answer.url} {page.context['title']} {kept}".lower()
    assert [line for line in kept[1] if line[0] != "sign_in"] == [
        ("patients.listed", "2 appointments"),
        ("searched", "2 found"),
    ]


def test_what_was_found_is_nothing_for_another_session(client, at_desk, clinic):
    appointment(clinic, last="Quimby"), appointment(clinic, last="Quimby")
    address = at_desk.post(FIND, {"term": "Quimby"}).url
    client.logout()
    client.force_login(person("superuser"))
    assert client.get(address).context["appointments"] == []


def test_an_empty_search_shows_what_can_be_found(at_desk, clinic):
    assert at_desk.post(FIND, {"term": " "}).url == FIND
    assert "A whole first name, last name, or both" in at_desk.get(FIND).content.decode()


def test_a_page_of_what_was_found_asks_as_often_for_one_row_as_for_a_hundred(at_desk, clinic):
    counts = []
    for made in (2, 1, 97):
        for number in range(made):
            appointment(clinic, last="Quimby")
            Provider.objects.create(connection=clinic, zocdoc_id=f"pr_{made}_{number}", name=f"Dr. Quimby {number}")
            Location.objects.create(connection=clinic, zocdoc_id=f"lo_{made}_{number}", name=f"Quimby {number}")
        address = at_desk.post(FIND, {"term": "Quimby"}).url
        with CaptureQueriesContext(connection) as counted:
            page = at_desk.get(address)
        counts.append(len(counted))
    assert (len(page.context["appointments"]), page.context["count"]) == (20, 100)
    assert len(set(counts)) == 1
