from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import connection_named, person
from tests.zocdoc_sync.admin.pressing import said
from zocdoc_sync.admin.connections.acting import ACTIONS
from zocdoc_sync.models import AccessEvent, Connection, Job
from zocdoc_sync.sync.due import plan_due_polls

LIST = "/admin/zocdoc_sync/connection/"


def press(client, row, name):
    return client.post(f"{LIST}{row.pk}/{name}/")


@pytest.fixture
def mine(client, linked):
    client.force_login(person("Administrator", linked))
    return linked


def test_a_check_tells_what_works(client, mine):
    report = press(client, mine, "check").context["report"]
    assert report.ok
    assert {area.name: area.ok for area in report.areas}["Appointments"]
    assert Connection.objects.get().state == "ready"


def test_a_check_with_a_wrong_secret_says_so_and_marks_the_connection(client, mine):
    mine.client_secret = "planted-wrong-secret"
    mine.save()
    page = press(client, mine, "check")
    assert not page.context["report"].ok
    assert Connection.objects.get().state == "needs_reconnecting"
    assert "planted-wrong-secret" not in page.content.decode()


def test_check_now_plans_one_poll_however_often_it_is_pressed(client, mine):
    for _ in range(2):
        press(client, mine, "poll")
    job = Job.objects.get()
    assert (job.kind, job.payload) == ("sync.appointments", {"connection_id": mine.pk, "reason": "asked"})


def test_check_now_during_a_poll_brings_one_more_right_after_it(client, mine):
    later = timezone.now() + timedelta(seconds=50)
    Connection.objects.update(next_poll_at=later)
    press(client, mine, "poll")
    assert Connection.objects.get().next_poll_at == later
    Job.objects.update(state="running")
    press(client, mine, "poll")
    Job.objects.update(state="done")
    assert plan_due_polls(timezone.now()) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"is_active": False}, "Nothing is read: the connection is switched off."),
        ({"state": "needs_reconnecting"}, "Nothing is read: the connection needs reconnecting."),
    ],
)
def test_check_now_says_when_nothing_will_be_read(client, mine, fields, words):
    Connection.objects.update(**fields)
    assert said(client, press(client, mine, "poll")) == [words]
    assert Job.objects.count() == 0


def test_a_connection_is_switched_off_and_on(client, mine):
    press(client, mine, "deactivate")
    assert not Connection.objects.get().is_active
    press(client, mine, "activate")
    assert Connection.objects.get().is_active


def test_connecting_by_browser_leads_to_zocdocs_page_with_nothing_secret(client, mine):
    Connection.objects.update(grant="authorization_code")
    answer = press(client, mine, "consent")
    assert answer.url.startswith(mine.authorize_url)
    assert "demo-secret" not in answer.url
    assert "code_challenge_method=S256" in answer.url


def test_a_connection_that_signs_in_by_itself_is_not_sent_to_the_browser(client, mine):
    assert press(client, mine, "consent").url == f"{LIST}{mine.pk}/change/"


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_buttons_need_a_post_the_permission_and_a_visible_connection(client, db, name):
    mine, theirs = connection_named("Mine"), connection_named("Theirs")
    client.force_login(person("Administrator", mine))
    assert client.get(f"{LIST}{mine.pk}/{name}/").status_code == 405
    assert press(client, theirs, name).status_code == 404
    client.force_login(person("Builder", mine))
    assert press(client, mine, name).status_code == 403
    assert (Job.objects.count(), AccessEvent.objects.exclude(action="sign_in").count()) == (0, 0)
    assert set(Connection.objects.values_list("is_active", "state")) == {(True, "ready")}
