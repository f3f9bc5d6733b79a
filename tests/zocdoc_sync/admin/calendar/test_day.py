from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.calendar.calendars import DAY, LOS_ANGELES, drawn, publish, seat, times, visit
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.timeslots.days import AUTUMN, SPRING
from zocdoc_sync.admin.calendar.pieces import Free
from zocdoc_sync.models import AccessEvent, ProviderLocation

HOME = "/admin/calendar/"
MOST_QUERIES = 20


@pytest.fixture(autouse=True)
def _at_ten_past_ten(clock):
    """Let it be Monday, 10:20 in New York."""


def narrow(client, **chosen):
    token = client.get(HOME).context["filter_token"]
    return client.post(reverse("admin:home_filters"), {"form_token": token, "back": HOME, **chosen})


def test_providers_stand_side_by_side_by_name_with_what_is_booked_and_what_is_free(at_desk, clinic):
    mae, omar = seat(clinic), seat(clinic, "Dr. Omar Reyes")
    visit(omar, "2026-03-02T14:00", minutes=45)
    visit(mae, "2026-03-02T15:00")
    publish(mae, "10:00", "10:30")
    assert drawn(at_desk.get(HOME)) == [
        ("Dr. Mae Jung", "EST", [("10:00 EST", 600, 1), ("10:30 EST", 630, 1)]),
        ("Dr. Omar Reyes", "EST", [("09:00 EST", 540, 1)]),
    ]


def test_a_visit_is_as_long_as_its_reason_says(at_desk, clinic):
    place = seat(clinic)
    visit(place, "2026-03-02T14:00", minutes=45)
    visit(place, "2026-03-02T15:00", visit_reason=None)
    (block,) = at_desk.get(HOME).context["blocks"]
    assert [piece.minutes for piece in block.columns[0].pieces] == [45, 30]


def test_visits_that_overlap_stand_side_by_side(at_desk, clinic):
    place = seat(clinic)
    for at in ("14:00", "14:15", "16:00"):
        visit(place, f"2026-03-02T{at}")
    ((_, _, pieces),) = drawn(at_desk.get(HOME))
    assert pieces == [("09:00 EST", 540, 2), ("09:15 EST", 555, 2), ("11:00 EST", 660, 1)]


def test_a_timeslot_under_a_visit_is_not_free_and_under_a_cancelled_one_it_is(at_desk, clinic):
    place = seat(clinic)
    publish(place, "11:00", "11:30", "12:00", "14:00")
    visit(place, "2026-03-02T16:00", minutes=60)
    visit(place, "2026-03-02T19:00", status="cancelled")
    (block,) = at_desk.get(HOME).context["blocks"]
    pieces = block.columns[0].pieces
    assert [piece.entry.time for piece in pieces if isinstance(piece.entry, Free)] == ["12:00", "14:00"]
    assert (block.columns[0].booked, block.columns[0].free) == (1, 2)


def test_a_timeslot_that_has_passed_cannot_be_booked(at_desk, clinic):
    place = seat(clinic)
    publish(place, "10:00", "10:30")
    page = at_desk.get(HOME)
    links = page.content.decode()
    assert reverse("admin:calendar_book", args=(place.pk, "2026-03-02T15:30:00Z")) in links
    assert reverse("admin:calendar_book", args=(place.pk, "2026-03-02T15:00:00Z")) not in links
    assert page.context["columns"][0].free == 1


def test_a_day_that_was_read_without_timeslots_says_as_of_when(at_desk, clinic):
    mae, omar = seat(clinic), seat(clinic, "Dr. Omar Reyes")
    publish(mae)
    for place in (mae, omar):
        visit(place, "2026-03-02T14:00")
    read, unread = (one.note for one in at_desk.get(HOME).context["columns"])
    assert (read.startswith("as of "), unread) == (True, "not read yet")


def test_cancelled_visits_are_hidden_until_they_are_asked_for(at_desk, clinic):
    visit(seat(clinic), "2026-03-02T14:00", status="cancelled")
    page = at_desk.get(HOME)
    assert page.context["blocks"] == []
    assert times(at_desk.get(page.context["toggle_cancelled"])) == ["09:00 EST"]


def test_the_hours_that_are_shown_hold_everything_and_all_hours_can_be_shown(at_desk, clinic):
    visit(seat(clinic), "2026-03-02T11:45", minutes=30)
    page = at_desk.get(HOME)
    assert [(one.begin, one.end) for one in page.context["blocks"]] == [(360, 1080)]
    whole = at_desk.get(page.context["toggle_whole"])
    assert [(one.begin, one.end) for one in whole.context["blocks"]] == [(0, 1440)]


def test_a_clinic_in_two_zones_has_hours_and_a_now_line_for_each(at_desk, clinic):
    east, west = seat(clinic), seat(clinic, "Dr. Ana West", LOS_ANGELES, "Hillside")
    visit(east, "2026-03-02T14:00")
    visit(west, "2026-03-02T17:00")
    page = at_desk.get(HOME)
    assert drawn(page) == [
        ("Dr. Mae Jung", "EST", [("09:00 EST", 540, 1)]),
        ("Dr. Ana West", "PST", [("09:00 PST", 540, 1)]),
    ]
    assert [(one.zone, one.columns[0].now, one.columns[0].now_time) for one in page.context["blocks"]] == [
        ("America/New_York", 620, "10:20 EST"),
        ("America/Los_Angeles", 440, "07:20 PST"),
    ]


def test_a_provider_in_two_zones_on_one_day_has_a_column_in_each(at_desk, clinic):
    visit(seat(clinic), "2026-03-02T14:00")
    visit(seat(clinic, zone=LOS_ANGELES), "2026-03-02T22:00")
    assert drawn(at_desk.get(HOME)) == [
        ("Dr. Mae Jung", "EST", [("09:00 EST", 540, 1)]),
        ("Dr. Mae Jung", "PST", [("14:00 PST", 840, 1)]),
    ]


def test_other_days_have_no_now_line(at_desk, clinic):
    visit(seat(clinic), "2026-03-03T14:00", day=date(2026, 3, 3))
    assert [one.now for one in at_desk.get(HOME, {"day": "2026-03-03"}).context["columns"]] == [None]


def test_in_autumn_half_past_one_comes_twice_and_the_day_has_25_hours(at_desk, clinic):
    place = seat(clinic)
    for at in ("05:30", "06:30", "14:00"):
        visit(place, f"2027-11-07T{at}", day=AUTUMN)
    page = at_desk.get(HOME, {"day": str(AUTUMN), "whole": "1"})
    assert drawn(page) == [
        ("Dr. Mae Jung", "EDT → EST", [("01:30 EDT", 90, 1), ("01:30 EST", 150, 1), ("09:00 EST", 600, 1)])
    ]
    assert (page.context["blocks"][0].minutes, len(page.context["blocks"][0].ticks)) == (1500, 25)


def test_in_spring_half_past_two_does_not_exist_and_the_day_has_23_hours(at_desk, clinic):
    place = seat(clinic)
    visit(place, "2027-03-14T06:30", day=SPRING)
    publish(place, "02:30", "03:30", day=SPRING)
    page = at_desk.get(HOME, {"day": str(SPRING), "whole": "1"})
    assert drawn(page) == [("Dr. Mae Jung", "EST → EDT", [("01:30 EST", 90, 1), ("03:30 EDT", 150, 1)])]
    assert (page.context["blocks"][0].minutes, len(page.context["blocks"][0].ticks)) == (1380, 23)


def test_it_is_narrowed_by_what_the_worklist_is_narrowed_to(at_desk, clinic):
    mae, omar = seat(clinic), seat(clinic, "Dr. Omar Reyes", where="Brooklyn")
    for place in (mae, omar):
        visit(place, "2026-03-02T14:00")
        publish(place, "11:00")
    assert narrow(at_desk, location=omar.location_id).url == HOME
    assert drawn(at_desk.get(HOME)) == [("Dr. Omar Reyes", "EST", [("09:00 EST", 540, 1), ("11:00 EST", 660, 1)])]
    narrow(at_desk, provider=mae.provider_id)
    assert [title for title, _, _ in drawn(at_desk.get(HOME))] == ["Dr. Mae Jung"]


def test_another_clinics_visits_and_timeslots_are_not_shown(at_desk, clinic, other):
    place = seat(other)
    visit(place, "2026-03-02T14:00")
    publish(place, "11:00")
    assert at_desk.get(HOME).context["blocks"] == []
    assert at_desk.get(HOME, {"provider": place.provider_id}).status_code == 404


def test_more_providers_than_fit_are_shown_page_by_page(at_desk, clinic):
    for number in range(14):
        visit(seat(clinic, f"Dr. {number:02}"), "2026-03-02T14:00")
    page = at_desk.get(HOME)
    assert (len(page.context["columns"]), page.context["before"]) == (12, "")
    more = at_desk.get(page.context["after"])
    assert [one.title for one in more.context["columns"]] == ["Dr. 12", "Dr. 13"]
    assert (more.context["seats"], more.context["after"]) == ((13, 14), "")


def test_a_visit_of_a_provider_whom_zocdoc_has_not_told_is_shown(at_desk, clinic):
    visit(seat(clinic), "2026-03-02T14:00", provider=None)
    assert drawn(at_desk.get(HOME)) == [("Provider not told", "EST", [("09:00 EST", 540, 1)])]


def test_names_stand_only_before_those_who_may_see_patients_and_that_is_audited(client, clinic):
    factories.participant(visit(seat(clinic), "2026-03-02T14:00"), first_name="Quentin", last_name="Quimby")
    for role, shown in (("Front desk", True), ("Scheduler", False)):
        client.force_login(person(role, clinic))
        page = client.get(HOME).content.decode()
        assert ("Quimby" in page) is shown
        assert "Quimby" not in page.split("</title>")[0]
    assert list(AccessEvent.objects.filter(action="patients.listed").values_list("actor_label", "subject")) == [
        ("front-desk", "calendar")
    ]


def test_who_may_not_see_appointments_sees_no_calendar(client, clinic):
    someone = person("Front desk", clinic)
    someone.groups.clear()
    client.force_login(someone)
    for name in ("calendar_day", "calendar_week"):
        assert client.get(reverse(f"admin:{name}")).status_code == 403


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_what_is_no_day_is_not_found(day, at_desk):
    assert at_desk.get(HOME, {"day": day}).status_code == 404


def test_the_steps_lead_to_the_days_around_and_to_today(at_desk):
    page = at_desk.get(HOME, {"day": "2026-03-05", "whole": "1"})
    links = [page.context[name] for name in ("earlier", "later", "today")]
    assert links == [f"{HOME}?day=2026-03-{day}&whole=1" for day in ("04", "06", "02")]


def queries(client, address):
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize(
    "address", ["/admin/calendar/?day=2026-03-02", "/admin/calendar/week/?day=2026-03-02&provider={}"]
)
def test_a_hundred_rows_take_as_many_queries_as_one(address, at_desk, clinic):
    place, counts = seat(clinic), []
    at = address.format(place.provider_id)
    for size in (1, 3, 100):
        while ProviderLocation.objects.count() < size:
            one = seat(clinic, f"Dr. {ProviderLocation.objects.count()}")
            factories.participant(visit(one, "2026-03-02T14:00"))
            factories.participant(visit(place, "2026-03-02T15:00"))
            publish(one, "11:00")
        if size == 1:
            factories.participant(visit(place, "2026-03-02T14:00"))
            publish(place, "11:00", "12:00")
        at_desk.get(at)
        counts.append(queries(at_desk, at))
    assert len(set(counts)) == 1
    assert counts[0] <= MOST_QUERIES


def test_looking_writes_nothing_but_the_audit(at_desk, clinic):
    assert at_desk.post(HOME).status_code == 405
    assert at_desk.get(HOME, {"day": str(DAY)}).status_code == 200
    assert AccessEvent.objects.filter(action="patients.listed").count() == 0


def test_home_and_an_appointments_page_lead_to_the_day(at_desk, clinic):
    row = visit(seat(clinic), "2026-03-05T14:00", day=date(2026, 3, 5))
    page = at_desk.get(reverse("admin:zocdoc_sync_appointment_change", args=(row.pk,))).content.decode()
    assert f'href="{HOME}?day=2026-03-05">Show in the day' in page
    assert f'<a class="sd-link" href="{HOME}">Calendar</a>' in at_desk.get(reverse("admin:index")).content.decode()
