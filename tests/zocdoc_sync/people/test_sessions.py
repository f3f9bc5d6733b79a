from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import PASSWORD, person
from zocdoc_sync.models import AccessEvent

HOME, MINUTE = "/admin/", timedelta(minutes=1)


@pytest.fixture
def dana(db):
    return person("superuser", username="dana")


@pytest.fixture
def begun(client, dana):
    """A time at which Dana has just signed in."""
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        client.force_login(dana)
    return now


def opens(client, at, **headers):
    with time_machine.travel(at, tick=False):
        return client.get(HOME, headers=headers).status_code == 200


def test_a_session_ends_after_fifteen_minutes_without_use(client, begun):
    assert opens(client, begun + 14 * MINUTE)
    assert opens(client, begun + 28 * MINUTE)
    assert not opens(client, begun + 44 * MINUTE)
    assert [event.action for event in AccessEvent.objects.order_by("pk")][-1] == "sign_out:idle"
    assert not opens(client, begun + 28 * MINUTE)


def test_the_sign_in_page_says_why(client, begun):
    with time_machine.travel(begun + 16 * MINUTE, tick=False):
        answer = client.get(HOME)
    assert answer.url == f"/admin/login/?next={HOME}"
    assert [str(one) for one in get_messages(answer.wsgi_request)] == [
        "You were signed out because the console was not used for a while."
    ]


def test_a_page_that_refreshes_itself_is_no_use_of_the_console(client, begun):
    for minutes in (5, 10, 14):
        assert opens(client, begun + minutes * MINUTE, **{"X-Slotdesk-Background": "yes"})
    assert not opens(client, begun + 16 * MINUTE)


def test_a_session_ends_after_twelve_hours_in_any_case(client, begun):
    minutes = list(range(10, 12 * 60, 10))
    assert all(opens(client, begun + number * MINUTE) for number in minutes)
    assert not opens(client, begun + 12 * 60 * MINUTE)
    assert AccessEvent.objects.latest("pk").action == "sign_out:long"


def test_use_is_written_once_a_minute(client, begun, django_assert_max_num_queries):
    def written(at):
        before = Session.objects.get().session_data
        assert opens(client, at)
        return Session.objects.get().session_data != before

    seconds = [10, 59, 61, 70, 122]
    assert [written(begun + timedelta(seconds=one)) for one in seconds] == [False, False, True, False, True]


def left(client, at, method="get"):
    with time_machine.travel(at, tick=False):
        background = {"X-Slotdesk-Background": "yes"} if method == "get" else {}
        return getattr(client, method)("/session/", headers=background).json()["seconds"]


def test_a_person_learns_how_long_is_left_and_prolongs_it(client, begun):
    assert left(client, begun + 14 * MINUTE) == 60
    assert left(client, begun + 14 * MINUTE, "post") == 900
    assert left(client, begun + 15 * MINUTE) == 840
    assert left(client, begun + 40 * MINUTE) == 0
    assert left(client, begun) == 0


def test_what_is_left_never_passes_the_twelve_hours(client, begun, settings):
    settings.SESSION_IDLE_MINUTES = 24 * 60
    assert left(client, begun + 11 * 60 * MINUTE) == 3600


def test_disabling_a_person_ends_their_sessions_at_once(client, dana, begun):
    assert opens(client, begun)
    dana.is_active = False
    dana.save()
    assert not opens(client, begun)


def test_a_new_password_ends_all_other_sessions_at_once(client, dana, begun):
    dana.set_password("another long password of hers")
    dana.save()
    assert not opens(client, begun)


def test_signing_in_makes_a_new_session(client, dana):
    client.get("/admin/login/")
    client.session.save()
    client.cookies["sessionid"] = client.session.session_key
    before = client.session.session_key
    client.post("/admin/login/", {"username": "dana", "password": PASSWORD})
    assert client.session.session_key not in (None, before)
    assert not Session.objects.filter(pk=before).exists()
