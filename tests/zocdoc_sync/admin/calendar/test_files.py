import icalendar
import pytest
from django.urls import reverse

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.calendar.calendars import seat, visit
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import hidden
from zocdoc_sync.models import AccessEvent, CalendarFeed

FILES, EXPORT = "/admin/calendar/files/", "/admin/calendar/files/appointments.ics"
WEEK = {"first": "2026-03-02", "last": "2026-03-08"}


@pytest.fixture(autouse=True)
def _at_ten_past_ten(clock):
    """Let it be Monday, 10:20 in New York."""


def subscribe(client, whose):
    token = client.get(FILES).context["form_token"]
    return client.post(FILES, {"form_token": token, "whose": whose})


def summaries(answer):
    return [str(event["summary"]) for event in icalendar.Calendar.from_ical(answer.content).events]


def test_the_days_of_a_page_are_a_file_without_names_and_that_is_audited(at_desk, clinic):
    row = visit(seat(clinic), "2026-03-02T14:00")
    factories.participant(row, first_name="Quentin", last_name="Quimby")
    link = at_desk.get(reverse("admin:calendar_week"), {"provider": row.provider_id}).context["file"]
    answer = at_desk.get(link)
    assert answer["Content-Disposition"] == 'attachment; filename="slotdesk-2026-03-02-2026-03-08.ics"'
    assert summaries(answer) == ["Booked · Annual physical"]
    assert [one.subject for one in AccessEvent.objects.filter(action="calendar.exported")] == [
        "calendar 2026-03-02-2026-03-08"
    ]


def test_names_stand_in_a_file_only_for_those_who_may_see_patients_and_ask_for_them(client, clinic):
    factories.participant(visit(seat(clinic), "2026-03-02T14:00"), first_name="Quentin", last_name="Quimby")
    found = {}
    for role in ("Front desk", "Scheduler"):
        client.force_login(person(role, clinic))
        found[role] = summaries(client.get(EXPORT, {**WEEK, "names": "on"}))
    assert found == {
        "Front desk": ["Booked · Quentin Quimby · Annual physical"],
        "Scheduler": ["Booked · Annual physical"],
    }
    subjects = AccessEvent.objects.filter(action="calendar.exported").order_by("pk").values_list("subject", flat=True)
    assert [subject.endswith("with names") for subject in subjects] == [True, False]


@pytest.mark.parametrize(
    "days", [{}, {"first": "2026-03-08", "last": "2026-03-02"}, {"first": "2026-03-02", "last": "2028-03-02"}]
)
def test_what_is_no_range_is_told_in_the_form(days, at_desk):
    answer = at_desk.get(EXPORT, days)
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/html; charset=utf-8")


def test_another_clinics_appointments_are_in_no_file(at_desk, other):
    place = seat(other)
    visit(place, "2026-03-02T14:00")
    assert summaries(at_desk.get(EXPORT, WEEK)) == []
    assert at_desk.get(EXPORT, {**WEEK, "provider": place.provider_id}).status_code == 404


def test_the_address_of_a_subscription_is_shown_once_and_works(at_desk, client, clinic):
    place = seat(clinic)
    made = subscribe(at_desk, f"provider:{place.provider_id}")
    address = made.context["made"]
    assert address.startswith("http://testserver/calendar/")
    assert client.get(address).status_code == 200
    assert address not in at_desk.get(FILES).content.decode()
    assert [one.subject for one in AccessEvent.objects.filter(action="calendar.subscribed")] == [
        place.provider.zocdoc_id
    ]


def test_the_same_form_subscribes_once(at_desk, clinic):
    place = seat(clinic)
    form = {"form_token": at_desk.get(FILES).context["form_token"], "whose": f"location:{place.location_id}"}
    at_desk.post(FILES, form)
    assert at_desk.post(FILES, form).status_code == 302
    assert CalendarFeed.objects.count() == 1


def test_nobody_subscribes_to_another_clinic_or_without_our_own_form(at_desk, clinic, other):
    mine, theirs = seat(clinic), seat(other)
    assert subscribe(at_desk, f"provider:{theirs.provider_id}").status_code == 422
    at_desk.post(FILES, {"whose": f"provider:{mine.provider_id}"})
    assert CalendarFeed.objects.count() == 0


def test_a_subscription_is_ended_by_its_person(at_desk, clinic):
    address = subscribe(at_desk, f"provider:{seat(clinic).provider_id}").context["made"]
    feed = CalendarFeed.objects.get()
    token = hidden(at_desk.get(FILES), "form_token")[1]
    assert at_desk.post(reverse("admin:calendar_end", args=(feed.pk,)), {"form_token": token}).url == FILES
    assert (at_desk.get(address).status_code, at_desk.get(FILES).context["feeds"]) == (404, [])
    assert AccessEvent.objects.filter(action="calendar.revoked").count() == 1


def test_another_persons_subscription_is_ended_only_by_who_looks_after_people(client, clinic, desk):
    client.force_login(desk)
    subscribe(client, f"provider:{seat(clinic).provider_id}")
    target = reverse("admin:calendar_end", args=(CalendarFeed.objects.get().pk,))
    client.force_login(person("Viewer", clinic))
    assert (client.get(FILES).context["feeds"], client.post(target).status_code) == ([], 404)
    client.force_login(person("Administrator", clinic))
    page = client.get(FILES)
    client.post(target, {"form_token": page.context["feeds"][0]["form_token"]})
    assert CalendarFeed.objects.get().revoked_at is not None
