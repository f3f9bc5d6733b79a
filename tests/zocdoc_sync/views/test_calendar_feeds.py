from datetime import timedelta

import icalendar
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.clinic import connection_named, person
from zocdoc_sync.calendar.feeds import make_feed, revoke
from zocdoc_sync.models import CalendarFeed


@pytest.fixture
def clinic(db):
    return connection_named("Riverbend Clinic")


@pytest.fixture
def place(clinic):
    return factories.provider_location(clinic)


@pytest.fixture
def desk(clinic):
    return person("Front desk", clinic)


def visit(place, days=1, **more):
    start = timezone.now() + timedelta(days=days)
    seat = {"provider": place.provider, "location": place.location, "local_date": start.date()}
    return factories.appointment(place.connection, start_time=start, **seat | more)


def subscribed(desk, whose):
    return make_feed(desk, whose, key=f"form:{CalendarFeed.objects.count()}", now=timezone.now())


def fetched(client, word):
    return client.get(reverse("calendar-feed", args=(word,)))


def uids(answer):
    return {event["uid"][:36] for event in icalendar.Calendar.from_ical(answer.content).events}


def test_a_program_reads_a_providers_appointments_without_signing_in_and_without_names(client, desk, place):
    row = visit(place)
    factories.participant(row, first_name="Quentin", last_name="Quimby")
    visit(factories.provider_location(place.connection))
    answer = fetched(client, subscribed(desk, place.provider))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert uids(answer) == {row.zocdoc_id}
    assert b"Quimby" not in answer.content
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store, private", "noindex")


def test_a_location_is_subscribed_to_likewise_and_what_was_cancelled_is_told(client, desk, place):
    rows = [visit(place), visit(place, days=-2, status="cancelled")]
    visit(place, days=-40), visit(place, days=200)
    answer = fetched(client, subscribed(desk, place.location))
    assert uids(answer) == {row.zocdoc_id for row in rows}
    assert answer.content.count(b"STATUS:CANCELLED") == 1


def test_a_connection_never_shows_rows_of_another(client, desk, place):
    other = connection_named("Hillside Clinic")
    factories.appointment(other, provider=place.provider, start_time=timezone.now(), local_date=timezone.localdate())
    assert uids(fetched(client, subscribed(desk, place.provider))) == set()


def test_only_a_digest_of_the_word_is_kept(desk, place):
    word = subscribed(desk, place.provider)
    kept = CalendarFeed.objects.values().get()
    assert len(word) >= 43
    assert word not in str(kept)


def test_a_revoked_subscription_does_not_exist(client, desk, place):
    word = subscribed(desk, place.provider)
    assert fetched(client, word).status_code == 200
    revoke(CalendarFeed.objects.get(), now=timezone.now())
    assert fetched(client, word).status_code == 404
    assert fetched(client, "A" * 43).status_code == 404


@pytest.mark.parametrize("lost", ["account", "connection", "permission"])
def test_a_subscription_ends_with_the_rights_of_its_person(lost, client, desk, clinic, place):
    word = subscribed(desk, place.provider)
    if lost == "account":
        User.objects.update(is_active=False)
    elif lost == "connection":
        clinic.members.clear()
    else:
        desk.groups.clear()
    assert fetched(client, word).status_code == 404


def test_one_form_makes_one_subscription(desk, place):
    words = [make_feed(desk, place.provider, key="form:1", now=timezone.now()) for _ in range(2)]
    assert (bool(words[0]), words[1], CalendarFeed.objects.count()) == (True, "", 1)


def test_when_it_was_read_is_noted_once_an_hour(client, desk, place):
    word = subscribed(desk, place.provider)
    fetched(client, word)
    first = CalendarFeed.objects.get().fetched_at
    fetched(client, word)
    assert CalendarFeed.objects.get().fetched_at == first
    CalendarFeed.objects.update(fetched_at=first - timedelta(hours=2))
    fetched(client, word)
    assert CalendarFeed.objects.get().fetched_at > first


def test_it_takes_as_many_queries_for_a_hundred_appointments_as_for_one(client, desk, place):
    word, counts = subscribed(desk, place.provider), []
    for size in (1, 99):
        for _ in range(size):
            visit(place)
        with CaptureQueriesContext(connection) as counted:
            fetched(client, word)
        counts.append(len(counted))
        CalendarFeed.objects.update(fetched_at=None)
    assert counts[0] == counts[1] <= 8
