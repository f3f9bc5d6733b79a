import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import RequestFactory

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.factories import NOW
from zocdoc_sync import audit
from zocdoc_sync.models import AccessEvent

pytestmark = pytest.mark.django_db


def request_of(person, **meta):
    request = RequestFactory().get("/", **meta)
    request.user = person
    return request


def test_a_line_says_who_did_what_to_which_row_when_and_from_where():
    person, owner = User.objects.create_user("fran"), factories.connection()
    request = request_of(person, REMOTE_ADDR="192.0.2.7")
    audit.record("patient.viewed", request=request, now=NOW, subject="appointment 7", connection=owner)
    (line,) = AccessEvent.objects.values()
    for one in ("id", "links", "position", "seal", "seal_key"):
        del line[one]
    assert line == {
        "at": NOW,
        "actor_id": person.pk,
        "actor_label": "fran",
        "action": "patient.viewed",
        "subject": "appointment 7",
        "connection_id": owner.pk,
        "address": "192.0.2.7",
    }


def test_a_visitor_without_an_address_is_written_down_too():
    audit.record("x", request=request_of(AnonymousUser(), REMOTE_ADDR=""), now=NOW)
    line = AccessEvent.objects.get()
    assert (line.actor, line.actor_label, line.subject, line.connection, line.address) == (
        None,
        "anonymous",
        "",
        None,
        None,
    )


def test_a_line_outlives_the_person_and_the_connection():
    person, owner = User.objects.create_user("fran"), factories.connection()
    audit.record("x", request=request_of(person), now=NOW, connection=owner)
    person.delete()
    owner.delete()
    line = AccessEvent.objects.get()
    assert (line.actor, line.actor_label, line.connection) == (None, "fran", None)
