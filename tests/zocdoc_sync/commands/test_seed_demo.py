import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from tests.zocdoc_sync.commands.shell import give
from zocdoc_sync import demo
from zocdoc_sync.models import Connection, Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def seed(capsys):
    return lambda *words: give(capsys, "seed_demo", *words)


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEBUG = True


def people():
    return [
        (user.username, user.is_superuser, [group.name for group in user.groups.all()])
        for user in User.objects.order_by("pk")
    ]


def test_the_demo_is_a_connection_and_one_person_for_each_role(seed):
    said = seed("--json")
    assert said.status == 0
    assert (said.data["connection"], said.data["logins"][0]) == ("Riverbend Clinic (demo)", "demo")
    assert people() == [
        ("demo", True, []),
        ("frontdesk", False, ["Front desk"]),
        ("scheduler", False, ["Scheduler"]),
        ("builder", False, ["Builder"]),
        ("viewer", False, ["Viewer"]),
    ]
    row = Connection.objects.get()
    assert (row.environment, row.members.count()) == ("local", 5)
    assert Client().login(username="demo", password=said.data["password"])


def test_seeding_again_changes_nothing(seed):
    seed()
    Connection.objects.update(poll_seconds=77)
    before = people(), User.objects.get(username="demo").password
    assert seed().status == 0
    assert (people(), User.objects.get(username="demo").password) == before
    assert Connection.objects.get().poll_seconds == 77


def test_the_worker_is_asked_once_for_the_timeslots_of_a_week(seed):
    seed()
    seed()
    (job,) = Job.objects.filter(kind="timeslots.read")
    assert job.payload == {"connection_id": Connection.objects.get().pk, "days": 7}


def test_the_worker_is_asked_once_for_the_plans_of_the_demos_states(seed):
    seed()
    seed()
    jobs = Job.objects.filter(kind="sync.plans").order_by("pk")
    assert [job.payload["state"] for job in jobs] == ["NY", "IL"]


def test_the_published_password_is_refused_in_production(seed, settings):
    settings.DEBUG = False
    said = seed("--json")
    assert (said.status, said.out, said.error["error"]) == (1, "", "only_for_debug")
    assert (User.objects.count(), Connection.objects.count()) == (0, 0)


def test_a_seeding_that_breaks_off_leaves_nobody_half_made(seed, monkeypatch):
    def broken(_self, _password):
        raise RuntimeError("interrupted")

    monkeypatch.setattr(User, "set_password", broken)
    with pytest.raises(RuntimeError):
        demo.seed(timezone.now())
    assert (User.objects.count(), Connection.objects.count()) == (0, 0)
