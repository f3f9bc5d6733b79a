from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync.admin.availability.conftest import CONFIRMED, place_at
from tests.zocdoc_sync.admin.availability.patients import next_workday
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.operations.standin import sent

AVAILABILITY = "getProviderLocationsAvailability"
ADDRESS = "/admin/availability/"


def test_opening_the_page_asks_zocdoc_nothing(at_linked_desk, sandbox, place):
    page = at_linked_desk.get(ADDRESS)
    assert (page.status_code, "grid" in page.context, sent(sandbox, AVAILABILITY)) == (200, False, 0)
    assert [name for _, name, _, _ in page.context["places"]] == ["Dr. Sample · Sample Office"]


def test_the_grid_counts_the_free_times_of_each_place_and_day(page, place, linked):
    other = place_at(linked, CONFIRMED, name="Dr. Other")
    shown = page(place, other).context["grid"]
    assert (len(shown.rows), len(shown.days), shown.faults) == (2, 14, [])
    workday = next_workday()
    assert {cell.count for row in shown.rows for cell in row.cells if cell.day == workday} == {16}
    assert shown.total == sum(cell.count for row in shown.rows for cell in row.cells)


def test_a_part_that_failed_is_shown_as_failed(page, place, linked):
    broken = place_at(linked, "pr_missing|lo_missing", name="Dr. Gone")
    answer = page(place, broken)
    rows = {row.place.pk: row for row in answer.context["grid"].rows}
    assert {cell.known for cell in rows[broken.pk].cells} == {False}
    assert {cell.known for cell in rows[place.pk].cells} == {True}
    text = answer.content.decode()
    assert "Not all free times are shown." in text
    assert "provider_location_ids" not in text
    assert AVAILABILITY not in text


def test_a_provider_who_does_not_take_the_reason_is_named_and_not_asked(page, sandbox, place, linked):
    other = place_at(linked, CONFIRMED, name="Dr. Narrow")
    other.provider.payload = {"visit_reason_ids": ["pc_other"]}
    other.provider.save()
    context = page(place, other).context
    assert (context["not_taking"], [row.place for row in context["grid"].rows]) == (
        ["Dr. Narrow · Sample Office"],
        [place],
    )
    assert page(other).context["grid"].rows == []
    assert sent(sandbox, AVAILABILITY) == 1


def test_five_months_are_asked_in_calls_that_zocdoc_takes(page, sandbox):
    shown = page(days="150").context["grid"]
    assert (shown.faults, len(shown.days), sent(sandbox, AVAILABILITY)) == ([], 150, 5)


def test_earlier_and_later_lead_along_the_days(page):
    context = page(first=(timezone.now() + timedelta(days=20)).date().isoformat()).context
    assert (bool(context["earlier"]), bool(context["later"])) == (True, True)
    far = page(first=(timezone.now() + timedelta(days=145)).date().isoformat()).context
    assert (bool(far["earlier"]), bool(far["later"])) == (True, False)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"reason": ""}, "Choose what the visit is for."),
        ({"places": []}, "Tick at least one place."),
        ({"patient": "old"}, "Choose one of: new, existing."),
        ({"first": "tomorrow"}, "Write the day as YYYY-MM-DD"),
        ({"first": "2099-01-01"}, "Zocdoc looks at most 150 days ahead."),
        ({"plan": "Nobody's Plan"}, "No plan is called so."),
    ],
)
def test_a_wrong_choice_is_told_before_zocdoc_is_asked(page, sandbox, more, told):
    text = page(**more).content.decode().replace("&#x27;", "'")
    assert told in text
    assert sent(sandbox, AVAILABILITY) == 0


def test_places_are_found_by_provider_specialty_and_location(at_linked_desk, linked, place):
    place_at(linked, "pr_far|lo_far", name="Dr. Zuckerfeld", where="Harbor Annex")
    for words, found in {
        "zucker": ["Dr. Zuckerfeld"], "primary": ["Dr. Sample", "Dr. Zuckerfeld"], "harbor zuck": ["Dr. Zuckerfeld"],
        "nobody": [],
    }.items():  # fmt: skip
        page = at_linked_desk.get(ADDRESS, {"q": words})
        assert [row.provider.name for row, *_ in page.context["places"]] == found, words


def test_at_most_fifty_places_are_offered_and_the_rest_is_counted(at_linked_desk, linked):
    for number in range(53):
        place_at(linked, f"pr_{number}|lo_{number}", name=f"Dr. {number:02d}")
    page = at_linked_desk.get(ADDRESS)
    assert (len(page.context["places"]), page.context["more"]) == (50, 3)


def test_the_page_takes_as_many_queries_for_many_places_as_for_one(
    at_linked_desk, linked, place, django_assert_max_num_queries
):
    counts = []
    for number in (0, 2, 30):
        for extra in range(number):
            place_at(linked, f"pr_{number}_{extra}|lo_{number}_{extra}")
        with django_assert_max_num_queries(25) as counted:
            at_linked_desk.get(ADDRESS)
        counts.append(len(counted.captured_queries))
    assert counts == [counts[0]] * 3


def test_another_clinics_places_are_as_if_they_did_not_exist(page, sandbox, other):
    theirs = place_at(other, "pr_theirs|lo_theirs", name="Dr. Hidden")
    answer = page(theirs)
    assert "Dr. Hidden" not in answer.content.decode()
    assert sent(sandbox, AVAILABILITY) == 0


def test_a_role_that_may_not_ask_is_refused(client, linked):
    client.force_login(person("Viewer", linked))
    assert client.get(ADDRESS).status_code == 403
    client.logout()
    assert client.get(ADDRESS).url.startswith("/admin/login/")


def test_a_day_lists_its_times_in_the_zone_of_the_place(at_linked_desk, page, place):
    carried, day = page().context["carried"], next_workday()
    answer = at_linked_desk.get(f"/admin/availability/day/?{carried}&at={place.pk}&day={day}")
    assert [time for _, time in answer.context["times"]][:2] == ["09:00", "09:30"]
    assert (answer.context["zone"], answer.context["faults"]) == ("America/New_York", [])


def test_a_day_of_a_place_that_the_person_does_not_see_is_not_there(at_linked_desk, page, other):
    theirs = place_at(other, "pr_theirs|lo_theirs")
    carried = page().context["carried"]
    for query in (f"at={theirs.pk}&day={next_workday()}", "at=x&day=2026-12-01", "at=1&day=2026-99-01"):
        assert at_linked_desk.get(f"/admin/availability/day/?{carried}&{query}").status_code == 404
