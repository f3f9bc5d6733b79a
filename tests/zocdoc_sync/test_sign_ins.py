import pytest
from django.contrib.auth.models import User

from zocdoc_sync.models import AccessEvent

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"


@pytest.fixture
def person():
    return User.objects.create_user("dana", password=PASSWORD, is_staff=True)


def sign_in(client, name, password):
    return client.post("/admin/login/", {"username": name, "password": password})


def written():
    return list(AccessEvent.objects.order_by("pk").values_list("action", "actor_label", "actor__username", "address"))


def test_signing_in_and_out_is_written_down(client, person):
    assert sign_in(client, "dana", PASSWORD).status_code == 302
    client.post("/admin/logout/")
    assert written() == [
        ("sign_in", "dana", "dana", "127.0.0.1"),
        ("sign_out", "dana", "dana", "127.0.0.1"),
    ]


def test_a_wrong_password_is_written_down_without_it(client, person):
    sign_in(client, "dana", "hunter2 hunter2")
    assert written() == [("sign_in_failed", "dana", "dana", "127.0.0.1")]


def test_a_password_typed_as_the_name_is_not_kept(client, person):
    sign_in(client, PASSWORD, "")
    sign_in(client, PASSWORD, "x")
    (action, label, actor, _address) = written()[-1]
    assert (action, actor) == ("sign_in_failed", None)
    assert label.startswith("unknown ")
    assert PASSWORD not in label
