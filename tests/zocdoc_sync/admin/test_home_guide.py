"""The guide for the first steps."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.workflows_app.factories import workflow
from tests.zocdoc_sync.admin.clinic import appointment, connection_named, operation, person
from workflows_app.models import Workflow
from zocdoc_sync.models import Connection, GuideDismissal

HOME = "/admin/"


def guide(client):
    return client.get(HOME).context["guide"]


def steps(client):
    return [step.is_done for step in guide(client).steps]


@pytest.mark.parametrize(
    ("role", "says", "link"),
    [
        ("superuser", "With the client id and the secret that Zocdoc gave you.", "/admin/zocdoc_sync/connection/add/"),
        (
            "Front desk",
            "No Zocdoc account is shared with you yet. Ask an administrator to add you to a connection.",
            "",
        ),
    ],
)
def test_an_empty_console_says_what_to_do_first(client, db, role, says, link):
    client.force_login(person(role))
    shown = guide(client)
    assert [step.is_next for step in shown.steps] == [True, False, False, False]
    assert (shown.steps[0].says, shown.steps[0].link, shown.dismiss_token) == (says, link, "")
    page = client.get(HOME).content.decode()
    assert "Welcome to Slotdesk" in page
    assert says in page


def test_the_steps_tick_themselves_off_from_what_is_true_and_the_guide_ends(client, db):
    client.force_login(person("superuser"))
    clinic = connection_named("Riverbend Clinic", state="new", last_good_poll_at=None)
    assert steps(client) == [True, False, False, False]
    Connection.objects.update(state="ready")
    assert steps(client) == [True, True, False, False]
    Connection.objects.update(last_good_poll_at=timezone.now())
    assert steps(client) == [True, True, True, False]
    row = operation(appointment(clinic), state="refused")
    assert steps(client) == [True, True, True, False]
    type(row).objects.update(state="confirmed")
    assert guide(client) is None


def test_a_workflow_that_is_switched_on_ends_the_guide_too(client, clinic, other):
    client.force_login(person("Builder", clinic))
    for connection in (other, clinic):
        assert steps(client) == [True, True, True, False]
        workflow(connection, [("confirm", "zocdoc.confirmAppointment", {})])
        Workflow.objects.filter(connection=connection).update(state="active")
    assert guide(client) is None


def test_a_person_puts_the_guide_away_for_good_and_for_nobody_else(client, clinic):
    mine, another = person("Front desk", clinic), person("Viewer", clinic)
    client.force_login(mine)
    address = reverse("admin:home_guide")
    assert client.get(address).status_code == 405
    client.post(address)
    assert GuideDismissal.objects.count() == 0
    token = guide(client).dismiss_token
    for _ in range(2):
        client.post(address, {"form_token": token})
    client.logout()
    client.force_login(mine)
    assert guide(client) is None
    client.force_login(another)
    assert guide(client).done == 3


def test_who_cannot_check_a_connection_is_told_who_can(client, clinic):
    Connection.objects.update(state="new", last_good_poll_at=None)
    client.force_login(person("Front desk", clinic))
    step = guide(client).steps[1]
    assert (step.is_next, step.says, step.link) == (True, "Ask an administrator to do this.", "")
