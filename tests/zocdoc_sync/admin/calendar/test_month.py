from datetime import date

import pytest
from django.urls import reverse

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.calendar.calendars import LOS_ANGELES, seat, visit

HOME, WEEK = "/admin/calendar/", "/admin/calendar/week/"


@pytest.fixture(autouse=True)
def _at_ten_past_ten(clock):
    """Let it be Monday, 2 March 2026."""


def strip(client, address=HOME, **asked):
    return client.get(address, asked).context["strip"]


def busy(found):
    """Return day, number of appointments and of unconfirmed ones, of the days that have any."""
    return [(str(one.day), one.booked, one.unconfirmed) for one in found.days if one.booked]


def test_each_day_of_the_month_says_how_many_come_and_how_many_are_unconfirmed(at_desk, clinic):
    place = seat(clinic)
    for day, status in ((2, "confirmed"), (2, "pending_booking"), (31, "pending_booking"), (31, "rescheduled")):
        visit(place, f"2026-03-{day:02}T14:00", day=date(2026, 3, day), status=status)
    assert busy(strip(at_desk)) == [("2026-03-02", 2, 1), ("2026-03-31", 2, 1)]


def test_the_weeks_are_whole_and_days_of_other_months_are_told_apart(at_desk, clinic):
    found = strip(at_desk)
    beside = [f"{one.day:%m-%d}" for one in found.days if one.is_beside]
    assert (str(found.days[0].day), str(found.days[-1].day), len(found.days)) == ("2026-02-23", "2026-04-05", 42)
    assert beside == [f"02-{day}" for day in range(23, 29)] + [f"04-0{day}" for day in range(1, 6)]


def test_what_gives_its_time_back_is_not_counted(at_desk, clinic):
    place = seat(clinic)
    visit(place, "2026-03-02T14:00", status="cancelled")
    visit(place, "2026-03-02T15:00", status="booking_failed")
    assert busy(strip(at_desk)) == busy(strip(at_desk, cancelled="1")) == []


def test_a_day_is_the_locations_own(at_desk, clinic):
    visit(seat(clinic, zone=LOS_ANGELES), "2026-03-10T05:00", day=date(2026, 3, 9))
    assert busy(strip(at_desk)) == [("2026-03-09", 1, 0)]


def test_it_is_narrowed_as_the_calendar_is_and_shows_no_other_clinic(at_desk, clinic, other):
    mae, omar = seat(clinic), seat(clinic, "Dr. Omar Reyes")
    for place in (mae, omar, seat(other)):
        visit(place, "2026-03-04T14:00", day=date(2026, 3, 4))
    assert busy(strip(at_desk)) == [("2026-03-04", 2, 0)]
    assert busy(strip(at_desk, provider=mae.provider_id)) == [("2026-03-04", 1, 0)]
    assert busy(strip(at_desk, WEEK, location=omar.location_id)) == [("2026-03-04", 1, 0)]


def test_an_appointment_that_has_left_zocdoc_is_not_counted(at_desk, clinic):
    visit(seat(clinic), "2026-03-04T14:00", day=date(2026, 3, 4), gone_at=factories.NOW)
    assert busy(strip(at_desk)) == []


def test_the_day_view_marks_its_day_and_the_week_view_its_week(at_desk, clinic):
    def marked(found, mark):
        return [one.day.day for one in found.days if getattr(one, mark)]

    shown = strip(at_desk, day="2026-03-11")
    assert (marked(shown, "is_shown"), marked(shown, "is_today")) == ([11], [2])
    assert marked(shown, "is_near") == list(range(9, 16))
    assert marked(strip(at_desk, WEEK, day="2026-03-11"), "is_shown") == list(range(9, 16))


def test_every_day_says_in_words_what_its_marks_say(at_desk, clinic):
    visit(seat(clinic), "2026-03-02T14:00", status="pending_booking")
    page = " ".join(at_desk.get(HOME, {"day": "2026-03-03"}).content.decode().split())
    assert '<span class="sd-hidden"> March, today, </span>' in page
    assert '<span class="sd-hidden"> March, shown, </span>' in page
    assert '<span class="sd-hidden">, 1 to confirm</span>' in page


def test_days_and_months_lead_to_the_same_view_of_the_same_whom(at_desk, clinic):
    place = seat(clinic)
    found = strip(at_desk, WEEK, provider=place.provider_id, day="2026-03-31", whole="1")
    assert found.days[0].link == f"{WEEK}?day=2026-02-23&whole=1&provider={place.provider_id}"
    assert (found.earlier[0], found.later[0]) == (date(2026, 2, 28), date(2026, 4, 30))
    assert at_desk.get(found.later[1]).context["strip"].month == date(2026, 4, 1)


@pytest.mark.parametrize("day", ["2000-01-01", "2100-12-31"])
def test_the_first_and_the_last_day_of_all_have_a_strip(day, at_desk):
    assert at_desk.get(reverse("admin:calendar_day"), {"day": day}).status_code == 200
