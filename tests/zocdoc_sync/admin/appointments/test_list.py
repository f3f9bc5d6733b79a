import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import appointment, operation
from zocdoc_sync.admin import paging
from zocdoc_sync.models import AccessEvent, Appointment, Location

LIST = "/admin/zocdoc_sync/appointment/"


def shown(client, **query):
    return [row.pk for row in client.get(LIST, query).context["cl"].result_list]


def day(number):
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    return noon + timedelta(days=number)


def test_ranges_of_days_keep_the_days_they_name(at_desk, clinic):
    rows = {number: appointment(clinic, start_time=day(number)).pk for number in (-8, -1, 0, 1, 6, 7)}
    assert shown(at_desk, when="today") == [rows[0]]
    assert shown(at_desk, when="tomorrow") == [rows[1]]
    assert shown(at_desk, when="next7") == [rows[0], rows[1], rows[6]]
    assert shown(at_desk, when="last7") == [rows[-1]]
    assert shown(at_desk, when="all") == [rows[number] for number in (7, 6, 1, 0, -1, -8)]


def test_the_list_opens_on_what_comes_from_today_on_and_soonest_first(at_desk, clinic):
    rows = {number: appointment(clinic, start_time=day(number)).pk for number in (30, 0, -1, 1)}
    assert shown(at_desk) == [rows[0], rows[1], rows[30]]
    chosen = [title for title, _, now in at_desk.get(LIST).context["ranges"] if now]
    assert chosen == ["From today"]


def test_what_was_found_waits_or_needs_a_person_is_shown_of_any_day(at_desk, clinic):
    past = [appointment(clinic, start_time=day(-number), last="Quimby").pk for number in (30, 40)]
    operation(Appointment.objects.get(pk=past[0]), state="asks")
    found = at_desk.post("/admin/find/", {"term": "Quimby"}).url.split("/")[-2]
    assert shown(at_desk, needs="person") == past[:1]
    assert shown(at_desk, found=found) == past
    assert shown(at_desk, status="pending_booking") == past
    assert shown(at_desk, status="confirmed") == []


def test_a_chosen_range_goes_along_when_other_filters_are_set(at_desk, clinic):
    appointment(clinic)
    assert '<input type="hidden" name="when" value="today">' in at_desk.get(LIST, {"when": "today"}).content.decode()


def test_appointments_are_kept_by_the_way_they_were_booked(at_desk, clinic):
    rows = {name: appointment(clinic, source=name).pk for name in ("Zocdoc Marketplace", "Your website", "A partner")}
    found = {word: shown(at_desk, source=word) for word in ("zocdoc", "website", "other")}
    assert found == {word: [pk] for word, pk in zip(found, rows.values(), strict=True)}


@pytest.mark.parametrize(
    ("days", "words"),
    [(20, ["Reschedule", "More", "Cancel", "Arrived"]), (0, ["Arrived", "More", "Reschedule", "Cancel"])],
)
def test_a_row_offers_the_likeliest_first_and_the_rest_under_more(at_desk, clinic, days, words):
    appointment(clinic, status="confirmed", start_time=timezone.now() + timedelta(days=days, minutes=1))
    page = at_desk.get(LIST).content.decode()
    row = page[page.index('class="sd-do"') : page.index("</details></span>")]
    assert re.findall(r">(\w+)<", row) == words


def test_today_is_the_day_of_the_location(at_desk, clinic):
    late = appointment(clinic, start_time=day(0) + timedelta(hours=14), local_date=timezone.localdate())
    assert shown(at_desk, when="today") == [late.pk]


def test_times_are_shown_in_the_zone_of_the_location(at_desk, clinic):
    appointment(clinic, start_time=timezone.datetime.fromisoformat("2027-03-02T14:30:00+00:00"))
    assert "Tue 2 Mar 2027, 09:30 EST" in at_desk.get(LIST).content.decode()
    Location.objects.update(time_zone="America/Denver")
    assert "Tue 2 Mar 2027, 07:30 MST" in at_desk.get(LIST).content.decode()


def test_the_filters_keep_what_they_name(at_desk, clinic):
    one = appointment(clinic, status="confirmed")
    two = appointment(clinic, status="pending_booking")
    operation(two, state="asks")
    assert shown(at_desk, status="confirmed") == [one.pk]
    assert shown(at_desk, needs="person") == [two.pk]


def test_a_status_that_zocdoc_invented_is_shown_as_it_wrote_it(at_desk, clinic):
    appointment(clinic, status="waitlisted_maybe")
    assert "waitlisted_maybe" in at_desk.get(LIST).content.decode()


@pytest.mark.parametrize(("rows", "label"), [(3, "3 appointments"), (7, "5+ appointments")])
def test_rows_are_counted_up_to_a_limit(at_desk, clinic, rows, label, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_LIMIT", 5)
    for _ in range(rows):
        appointment(clinic, patient=False)
    assert label in " ".join(at_desk.get(LIST).content.decode().split())


def test_a_page_past_the_last_does_not_fail(at_desk, clinic):
    row = appointment(clinic)
    assert shown(at_desk, p="9999") == [row.pk]


def test_that_patients_were_listed_is_in_the_audit(at_desk, clinic):
    appointment(clinic)
    at_desk.get(LIST)
    assert list(AccessEvent.objects.exclude(action="sign_in").values_list("action", "actor_label")) == [
        ("patients.listed", "front-desk")
    ]
