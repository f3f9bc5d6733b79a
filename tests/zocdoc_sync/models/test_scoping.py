import pytest
from django.contrib.auth.models import AnonymousUser, User

from tests.zocdoc_sync import factories
from zocdoc_sync.models import Appointment, Connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return factories.appointment().connection


@pytest.fixture
def theirs():
    return factories.appointment().connection


def seen_by(person):
    connections = Connection.objects.visible_to(person).order_by("pk")
    rows = Appointment.objects.visible_to(person).order_by("pk")
    return list(connections), [row.connection for row in rows]


def test_a_member_sees_the_rows_of_their_connections_only(mine, theirs):
    person = User.objects.create_user("person")
    mine.members.add(person)
    assert seen_by(person) == ([mine], [mine])


def test_who_is_a_member_of_nothing_sees_nothing(mine, theirs):
    assert seen_by(User.objects.create_user("person")) == ([], [])


def test_a_superuser_sees_all(mine, theirs):
    assert seen_by(User.objects.create_superuser("owner")) == ([mine, theirs], [mine, theirs])


def test_who_left_sees_nothing_any_more(mine, theirs):
    member, owner = User.objects.create_user("member"), User.objects.create_superuser("owner")
    mine.members.add(member)
    User.objects.update(is_active=False)
    for person in (member, owner):
        person.refresh_from_db()
        assert seen_by(person) == ([], [])


def test_a_visitor_sees_nothing(mine):
    assert seen_by(AnonymousUser()) == ([], [])


def test_the_rows_of_one_connection_are_its_own(mine, theirs):
    assert [row.connection for row in Appointment.objects.of(mine)] == [mine]
