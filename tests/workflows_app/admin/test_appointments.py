"""What an appointment's page says of workflows."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.workflows_app import factories
from tests.zocdoc_sync import factories as rows
from tests.zocdoc_sync.admin.clinic import person
from workflows_app.engine.dispatching import dispatch
from workflows_app.models import WorkflowRun


@pytest.fixture
def run(clinic, active):
    factories.change(rows.appointment(clinic))
    dispatch(factories.NOW)
    return WorkflowRun.objects.get()


def why(appointment):
    return reverse("admin:appointment_why", args=(appointment.pk,))


def test_the_appointments_page_lists_its_runs_and_leads_to_why(at_builder, run):
    shown = at_builder.get(reverse("admin:zocdoc_sync_appointment_change", args=(run.appointment_id,)))
    page = shown.content.decode()
    assert reverse("admin:workflows_app_workflowrun_change", args=(run.pk,)) in page
    assert why(run.appointment) in page


def test_why_tells_each_workflow_and_how_the_change_was_seen(at_builder, clinic, run):
    factories.workflow(clinic, name="Starts later", trigger="appointment_started")
    page = at_builder.get(why(run.appointment))
    [story] = page.context["stories"]
    assert (story.title, story.poll) == ("Booked", "Seen by: Poll.")
    assert [(name, line is not None) for name, line, _ in story.answers] == [
        ("Confirm all", True), ("Starts later", False),
    ]  # fmt: skip


def test_an_appointment_without_changes_says_that_the_first_sync_starts_nothing(at_builder, clinic, active):
    page = at_builder.get(why(rows.appointment(clinic))).content.decode()
    assert "What the first sync of a connection reads is the beginning: it starts nothing." in page


def test_another_clinics_appointment_is_not_there(at_builder, other):
    assert at_builder.get(why(rows.appointment(other))).status_code == 404


def test_who_may_not_see_runs_sees_no_box_and_no_page(client, clinic, run):
    someone = person("Viewer", clinic)
    someone.groups.clear()
    someone.user_permissions.add(*permissions("view_appointment"))
    client.force_login(someone)
    page = client.get(reverse("admin:zocdoc_sync_appointment_change", args=(run.appointment_id,)))
    assert (page.status_code, 'id="workflows"' in page.content.decode()) == (200, False)
    assert client.get(why(run.appointment)).status_code == 403


def permissions(*names):
    return Permission.objects.filter(codename__in=names)
