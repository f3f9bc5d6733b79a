from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import PASSWORD, person
from zocdoc_sync.models import AccessEvent, SignInTries
from zocdoc_sync.people import tries

pytestmark = pytest.mark.django_db
WAIT = "Too many tries."
WRONG = "wrong wrong wrong wrong"


@pytest.fixture
def dana():
    return person("Viewer", username="dana")


def sign_in(client, name="dana", password=WRONG, address="203.0.113.5"):
    """Try, and return "in", "wait" or "no"."""
    answer = client.post("/admin/login/", {"username": name, "password": password}, REMOTE_ADDR=address)
    if answer.status_code == 302:
        return "in"
    return "wait" if WAIT in answer.content.decode() else "no"


@pytest.mark.parametrize("name", ["dana", "nobody-of-this-name"])
def test_after_five_tries_everybody_waits_alike(client, dana, name):
    assert [sign_in(client, name) for _ in range(7)] == ["no"] * 5 + ["wait"] * 2
    assert sign_in(client, name, PASSWORD) == "wait"
    actions = list(AccessEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["sign_in_failed"] * 5 + ["sign_in_locked"]


def test_who_guesses_locks_nobody_else_out(client, dana):
    for _ in range(6):
        sign_in(client)
    assert sign_in(Client(), password=PASSWORD, address="203.0.113.6") == "in"
    person("Viewer", username="eve")
    assert sign_in(Client(), "eve", PASSWORD) == "in"


def test_the_wait_ends_after_fifteen_minutes_however_often_it_is_tried(client, dana):
    began = timezone.now()
    with time_machine.travel(began, tick=False):
        assert [sign_in(client) for _ in range(6)][-1] == "wait"
    with time_machine.travel(began + timedelta(minutes=14), tick=False):
        assert sign_in(client) == "wait"
    with time_machine.travel(began + timedelta(minutes=15), tick=False):
        assert sign_in(client, password=PASSWORD) == "in"


def test_signing_in_begins_the_count_anew(client, dana):
    for _ in range(2):
        assert [sign_in(client) for _ in range(4)] == ["no"] * 4
        assert sign_in(client, password=PASSWORD) == "in"
        client.logout()


def test_from_many_addresses_a_hundred_are_let_through_and_known_addresses_go_on(client, dana):
    home = "198.51.100.1"
    assert sign_in(client, password=PASSWORD, address=home) == "in"
    SignInTries.objects.create(key=tries.anywhere("dana").key, number=99, last_at=timezone.now())
    assert [sign_in(Client(), address=f"203.0.113.{number}") for number in range(3)] == ["no", "wait", "wait"]
    assert sign_in(Client(), password=PASSWORD, address="203.0.113.99") == "wait"
    assert sign_in(Client(), password=PASSWORD, address=home) == "in"


def test_spellings_of_one_name_are_counted_together(client, dana):
    assert [sign_in(client, name) for name in ("dana", "DANA", "Dana", "dAna", "danA", "dana")][-1] == "wait"


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_time_are_counted_one_by_one():
    together, admitted = Barrier(12), []

    def attempt():
        together.wait()
        admitted.append(tries.here("dana", "203.0.113.5").admit(timezone.now()))
        connections.close_all()

    threads = [Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(admitted) == [False] * 7 + [True] * 5


def test_no_name_and_no_password_is_kept(client, dana):
    sign_in(client, PASSWORD, PASSWORD)
    assert [PASSWORD in str(vars(row)) for row in SignInTries.objects.all()] == [False, False]


def test_old_tries_are_removed():
    now = timezone.now()
    SignInTries.objects.create(key="old", number=1, last_at=now - timedelta(hours=25))
    SignInTries.objects.create(key="new", number=1, last_at=now - timedelta(hours=23))
    assert tries.prune_tries(now) == {"tries to sign in": 1}
    assert SignInTries.objects.get().pk == "new"
