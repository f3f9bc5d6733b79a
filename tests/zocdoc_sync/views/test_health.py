from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from tests.zocdoc_sync import factories
from zocdoc_sync import health
from zocdoc_sync.jobs.beats import CLUSTER, TICKER, beat
from zocdoc_sync.models import Connection

pytestmark = pytest.mark.django_db
WELL = {"ok": True, "database": True, "worker": True, "polls": True}


@pytest.fixture
def well():
    now = timezone.now()
    for part in (TICKER, CLUSTER):
        beat(part, now=now)
    return factories.connection(name="Planted Clinic", last_good_poll_at=now)


def ready(client):
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def minutes_ago(minutes):
    return timezone.now() - timedelta(minutes=minutes)


def test_the_server_says_that_it_is_alive_and_nothing_else(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok\n", "text/plain")


def test_all_is_well_when_database_worker_and_polls_are(client, well):
    assert ready(client) == (200, WELL)


@pytest.mark.parametrize("part", [TICKER, CLUSTER])
def test_a_worker_without_a_sign_of_life_is_not_ready(client, well, part):
    beat(part, now=minutes_ago(2))
    assert ready(client) == (503, WELL | {"ok": False, "worker": False})


def test_a_worker_that_never_ran_is_not_ready(client):
    assert ready(client) == (503, {"ok": False, "database": True, "worker": False})


@pytest.mark.parametrize(
    ("fields", "ok"),
    [
        ({"last_good_poll_at": 4}, True),
        ({"last_good_poll_at": 6}, False),
        ({"last_good_poll_at": 6, "poll_seconds": 600}, True),
        ({"last_good_poll_at": 0, "state": "needs_reconnecting"}, False),
        ({"last_good_poll_at": 600, "is_active": False}, True),
        ({"last_good_poll_at": None, "created_at": 1}, True),
        ({"last_good_poll_at": None, "created_at": 6}, False),
    ],
)
def test_a_connection_without_a_recent_good_poll_is_not_ready(client, well, fields, ok):
    times = {
        name: minutes_ago(value) if name.endswith("_at") and value is not None else value
        for name, value in fields.items()
    }
    late = factories.connection()
    Connection.objects.filter(pk=late.pk).update(**times)
    assert ready(client) == (200 if ok else 503, WELL | {"ok": ok, "polls": ok})


def test_a_database_that_does_not_answer_is_not_ready(client, monkeypatch):
    def away(_part):
        raise OperationalError("password=hunter2 host=db.clinic.example")

    monkeypatch.setattr(health, "last_beat", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ok": False, "database": False})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_monitors_learn_no_names_and_caches_nothing(client, well, path):
    Connection.objects.update(state="needs_reconnecting", state_sentence="The secret is refused.")
    answer = client.get(path)
    shown = answer.content.decode()
    assert [word for word in ("Planted", "secret", "UTC", "ticker") if word in shown] == []
    assert "no-store" in answer["Cache-Control"]
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == answer.status_code


def test_monitors_need_no_tls_of_ours(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert [client.get(path).status_code for path in ("/healthz", "/readyz", "/admin/")] == [200, 503, 301]
