from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.calendar.calendars import publish, seat
from tests.zocdoc_sync.admin.clinic import person
from zocdoc_sync.admin.availability.slot import FreeSlot, opened
from zocdoc_sync.admin.calendar.booking import GONE, PASSED

HALF_PAST_ONE = "2026-03-02T18:30:00Z"


@pytest.fixture(autouse=True)
def _at_ten_past_ten(clock):
    """Let it be Monday, 10:20 in New York."""


def address(place, at=HALF_PAST_ONE):
    return reverse("admin:calendar_book", args=(place.pk, at))


def choices(page, name):
    return [code for code, _ in page.context["form"].fields[name].choices if code]


def test_a_timeslot_leads_to_the_booking_form_with_place_and_time_filled(at_desk, clinic):
    place, reason = seat(clinic), factories.visit_reason(clinic)
    publish(place, "13:30")
    page = at_desk.get(address(place))
    assert (page.context["when"], page.context["why_not"]) == ("Mon 2 Mar, 13:30 EST", "")
    answer = at_desk.get(address(place), {"reason": reason.zocdoc_id, "patient": "new"})
    assert urlsplit(answer.url).path == reverse("admin:availability_book")
    (word,) = parse_qs(urlsplit(answer.url).query)["slot"]
    assert opened(word) == FreeSlot(clinic.pk, place.pk, "2026-03-02T13:30:00-05:00", reason.zocdoc_id, "new", "")


def test_only_what_the_timeslot_allows_can_be_chosen(at_desk, clinic):
    place = seat(clinic)
    allowed, excluded = (factories.visit_reason(clinic).zocdoc_id for _ in range(2))
    publish(place, "13:30", allowed=(allowed,), patient_type="existing")
    page = at_desk.get(address(place))
    assert (choices(page, "reason"), choices(page, "patient")) == ([allowed], ["existing"])
    forced = at_desk.get(address(place), {"reason": excluded, "patient": "existing"})
    assert (forced.status_code, list(forced.context["form"].errors)) == (200, ["reason"])


@pytest.mark.parametrize(("at", "why"), [("2026-03-02T18:00:00Z", GONE), ("2026-03-02T15:00:00Z", PASSED)])
def test_what_cannot_be_booked_says_why(at, why, at_desk, clinic):
    place, reason = seat(clinic), factories.visit_reason(clinic)
    publish(place, "10:00", "13:30")
    page = at_desk.get(address(place, at), {"reason": reason.zocdoc_id, "patient": "new"})
    assert (page.status_code, page.context["why_not"]) == (200, why)


def test_booking_is_for_those_who_may_book_at_a_place_that_they_see(client, clinic, other):
    mine, theirs = seat(clinic), seat(other)
    client.force_login(person("Viewer", clinic))
    assert client.get(address(mine)).status_code == 403
    client.force_login(person("Front desk", clinic))
    assert [client.get(address(theirs)).status_code, client.get(address(mine, "noon")).status_code] == [404, 404]
    assert client.post(address(mine)).status_code == 405
