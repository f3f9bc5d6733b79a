"""The list of the audit: in words, and narrowed to a person."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import PASSWORD, person
from zocdoc_sync.admin.activity.audit import action_in_words
from zocdoc_sync.models import AccessEvent

pytestmark = pytest.mark.django_db
LIST = reverse("admin:zocdoc_sync_accessevent_changelist")


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("patients.listed", "Patients listed"),
        ("sign_in", "Sign in"),
        ("publishing.started:close", "Publishing started: close"),
        ("confirmAppointment:not_sent", "Confirm appointment: not sent"),
        ("getAppointmentParticipants", "Get appointment participants"),
    ],
)
def test_an_action_is_told_in_words(action, words):
    assert action_in_words(action) == words


@pytest.mark.parametrize(("chosen", "seen"), [("desk", {"desk"}), ("nobody", {"desk", "owner"})])
def test_the_list_is_narrowed_to_a_person(client, chosen, seen):
    owner, desk = person("superuser", username="owner"), person("Front desk", username="desk")
    for someone in (owner, desk):
        AccessEvent.objects.create(actor=someone, actor_label=someone.username, at=timezone.now(), action="sign_in")
    assert client.login(username="owner", password=PASSWORD)
    who = desk.pk if chosen == "desk" else "x"
    rows = client.get(LIST, {"who": who}).context["cl"].result_list
    assert {row.actor_label for row in rows} == seen
