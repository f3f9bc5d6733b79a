"""The line of each connection on the worklist: how fresh, how busy, what runs, what mends it."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import person
from zocdoc_sync.admin.home.strip import check_purpose
from zocdoc_sync.connections.environments import addresses
from zocdoc_sync.coordination.budget import SharedBudget, budget_key
from zocdoc_sync.jobs.beats import TICKER, beat
from zocdoc_sync.models import AccessEvent, Connection, Job, Provider, PublishDay, PublishRun, SyncRun

HOME = "/admin/"


def strip(client):
    (one,) = client.get(HOME).context["connections"]
    return one


def check(client, connection, token):
    return client.post(reverse("admin:home_check", args=(connection.pk,)), {"form_token": token})


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({"last_good_poll_at": None}, "new"),
        ({"last_good_poll_at": timedelta(minutes=10)}, "late"),
        ({"last_good_poll_at": timedelta(0)}, "fresh"),
        ({"last_good_poll_at": timedelta(0), "is_active": False}, "off"),
        ({"last_good_poll_at": timedelta(0), "state": "needs_reconnecting"}, "cut"),
    ],
)
def test_the_strip_tells_how_fresh_each_connection_is(at_desk, clinic, row, shown):
    ago = row["last_good_poll_at"]
    Connection.objects.update(**{**row, "last_good_poll_at": None if ago is None else timezone.now() - ago})
    assert strip(at_desk).freshness == shown
    assert strip(at_desk).rhythm.startswith("every 60 s, last ")
    assert bool(strip(at_desk).check_token) is (shown in ("new", "late", "fresh"))


@pytest.mark.parametrize(
    ("role", "says", "mend"),
    [("superuser", "Refused.", "Reconnect"), ("Front desk", "Refused. Ask an administrator to reconnect it.", None)],
)
def test_trouble_is_told_with_the_button_that_mends_it_or_who_can(client, clinic, role, says, mend):
    Connection.objects.update(state="needs_reconnecting", state_sentence="Refused.")
    client.force_login(person(role, clinic))
    shown = strip(client)
    assert (shown.trouble, shown.mend and shown.mend[0]) == (says, mend)


@pytest.mark.parametrize(
    ("silent", "says"), [(True, "The worker gives no sign of life"), (False, "No reading has gone")]
)
def test_a_connection_that_is_late_is_told_apart_from_a_worker_that_stopped(at_desk, clinic, silent, says):
    now = timezone.now()
    beat(TICKER, now=now - timedelta(minutes=5 if silent else 0))
    Connection.objects.update(last_good_poll_at=now - timedelta(minutes=10))
    assert strip(at_desk).trouble.startswith(says)


@pytest.mark.parametrize(
    ("good", "says"),
    [
        (None, "It could not be read yet, and is tried again by itself. Zocdoc cannot be reached."),
        (timedelta(minutes=10), "Zocdoc cannot be reached."),
    ],
)
def test_why_the_latest_poll_failed_is_told(at_desk, clinic, good, says):
    now = timezone.now()
    Connection.objects.update(last_good_poll_at=now - good if good else None)
    beat(TICKER, now=now)
    for minutes, state, why in ((3, "failed", "An older fault."), (2, "failed", "Zocdoc cannot be reached.")):
        started = now - timedelta(minutes=minutes)
        SyncRun.objects.create(
            connection=clinic, what="appointments", state=state, error_sentence=why, started_at=started
        )
    assert strip(at_desk).trouble.endswith(says)


def test_the_requests_of_this_minute_are_told_as_a_share_of_the_budget(at_desk, clinic):
    budget = SharedBudget(budget_key(addresses(clinic).api_url, clinic.client_id))
    now = timezone.now().replace(second=20)
    with time_machine.travel(now, tick=False):
        for kind in ("read", "read", "read", "write"):
            budget.take(kind, deadline=time.monotonic() + 5)
        assert strip(at_desk).usage == "this minute 3 of 1,140 reads, 1 of 570 writes"
        budget.limited()
        assert strip(at_desk).usage.endswith("slowed down, because Zocdoc asked for it")
    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        assert strip(at_desk).usage == "this minute 0 of 1,140 reads, 0 of 570 writes"


def test_whoever_sees_appointments_has_a_connection_read_now_once(at_desk, clinic):
    token = strip(at_desk).check_token
    for _ in range(2):
        assert check(at_desk, clinic, token).url == HOME
    assert Job.objects.filter(kind="sync.appointments", connection=clinic).count() == 1
    assert AccessEvent.objects.filter(action="connection.poll").count() == 2


def test_nobody_has_another_clinics_connection_read_nor_without_the_form(at_desk, clinic, other):
    assert at_desk.get(reverse("admin:home_check", args=(clinic.pk,))).status_code == 405
    assert check(at_desk, other, strip(at_desk).check_token).status_code == 404
    check(at_desk, clinic, "")
    assert check_purpose(clinic) != check_purpose(other)
    assert Job.objects.filter(kind="sync.appointments").count() == 0


def test_a_running_sync_is_shown_with_how_far_it_is_to_those_who_may_see_syncs(client, clinic):
    began = timezone.now() - timedelta(minutes=3)
    SyncRun.objects.create(connection=clinic, what="appointments", reason="asked", started_at=began, rows_seen=7)
    client.force_login(person("superuser"))
    (going,) = strip(client).going
    assert (going.says, going.total) == ("Reading appointments: 7 rows so far, for 3 min", 0)
    client.force_login(person("Front desk", clinic))
    assert strip(client).going == []


def test_a_publishing_run_is_shown_with_how_many_of_its_days_are_handled(at_desk, clinic):
    now, provider = timezone.now(), Provider.objects.create(connection=clinic, zocdoc_id="pr_1", name="Dr. One")
    for number, state in enumerate(("publishing", "done")):
        run = PublishRun.objects.create(
            connection=clinic, kind="templates", key=f"{number}", first=now.date(), last=now.date(), started_at=now,
            state=state,
        )  # fmt: skip
        for day, how in enumerate(("verified", "same", "waiting")):
            date = now.date() + timedelta(days=day)
            PublishDay.objects.create(connection=clinic, run=run, provider=provider, date=date, due_at=now, state=how)
    (going,) = strip(at_desk).going
    assert (going.says, going.done, going.total) == ("Publishing: 2 of 3 days", 2, 3)
