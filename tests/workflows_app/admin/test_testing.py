"""The test run, and what it may send."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from tests.workflows_app.admin.conftest import CONFIRM
from tests.zocdoc_sync.admin.clinic import appointment, person
from tests.zocdoc_sync.admin.pressing import hidden, said
from tests.zocdoc_sync.operations.standin import booked, effects, sent
from workflows_app.admin.testing import MOST_FOUND
from workflows_app.engine.reaching import is_harmless
from workflows_app.exchange.definition import Definition, StepLine
from workflows_app.exchange.drafts import create
from workflows_app.models import WorkflowRun
from zocdoc_sync.enums import Environment
from zocdoc_sync.models import AccessEvent, OperationLog, Provider

READ = StepLine(key="read", kind="zocdoc.getAppointment", config=CONFIRM.config)
CONFIRMED = {"field": "trigger.appointment.status", "operator": "equals", "value": "confirmed"}


def address(name, workflow):
    return reverse(f"admin:workflow_{name}", args=(workflow.pk,))


def gone_through(client, workflow, row):
    return client.post(address("test", workflow), {"appointment": row.pk})


@pytest.fixture
def at_linked(client, linked):
    someone = person("Builder", linked, username="linked")
    client.force_login(someone)
    return someone


@pytest.fixture
def workflow(linked, at_linked):
    filter_ = {"match": "all", "conditions": [CONFIRMED]}
    return create(linked, Definition(name="Read and confirm", filter=filter_, steps=(READ, CONFIRM)), at_linked)


def test_a_test_run_reads_for_real_and_shows_what_it_would_send(client, sandbox, linked, workflow):
    row = booked(sandbox, linked)
    before = sent(sandbox, "getAppointment")
    page = gone_through(client, workflow, row)
    read, confirm = page.context["steps"]
    assert sent(sandbox, "getAppointment") > before
    assert row.zocdoc_id in read.output
    assert f'"appointment_id": "{row.zocdoc_id}"' in confirm.request
    assert (page.context["writes"], page.context["would_stop"]) == (1, True)
    assert effects(sandbox) == []
    assert not OperationLog.objects.filter(operation="confirmAppointment").exists()
    assert not WorkflowRun.objects.exists()


def test_looking_at_the_page_goes_through_nothing(client, sandbox, linked, workflow):
    row = booked(sandbox, linked)
    before = len(sandbox.requests())
    page = client.get(address("test", workflow), {"appointment": row.pk})
    assert "rehearsal" not in page.context
    assert len(sandbox.requests()) == before


def test_the_newest_five_are_offered_and_others_are_found(at_builder, clinic, draft):
    rows = [appointment(clinic, first="Quentin", last=f"Quimby{number}") for number in range(7)]
    page = at_builder.get(address("test", draft))
    assert len(page.context["rows"]) == 5
    found = at_builder.post(address("test", draft), {"term": "Quimby0"})
    assert [row.pk for row in found.context["rows"]] == [rows[0].pk]


def test_appointments_are_found_by_a_part_of_the_providers_name(at_builder, clinic, other, draft):
    row, _theirs = appointment(clinic), appointment(other)
    someone_else = Provider.objects.create(connection=clinic, zocdoc_id="pr_two", name="Dr. Ira Lindqvale")
    appointment(clinic, provider=someone_else)
    appointment(clinic, gone_at=timezone.now())
    found = at_builder.post(address("test", draft), {"term": "mae j"})
    assert [one.pk for one in found.context["rows"]] == [row.pk]


def test_a_patient_who_is_called_like_a_provider_comes_first_and_the_list_ends(at_builder, clinic, draft):
    named = appointment(clinic, last="Jung", start_time=timezone.now() - timedelta(days=9))
    for _ in range(MOST_FOUND):
        appointment(clinic)
    rows = at_builder.post(address("test", draft), {"term": "Jung"}).context["rows"]
    assert (rows[0].pk, len({one.pk for one in rows})) == (named.pk, MOST_FOUND)


def test_the_values_are_hidden_from_who_may_not_see_patients(at_builder, builder, clinic, draft):
    row = appointment(clinic, first="Quentin", last="Quimby")
    builder.groups.clear()
    allow(builder, "workflows_app.view_workflow", "workflows_app.run_workflow")
    page = gone_through(at_builder, draft, row)
    assert page.status_code == 200
    assert "Quimby" not in page.content.decode()
    assert {(one.given, one.output, one.request) for one in page.context["steps"]} == {("", "", "")}
    assert not AccessEvent.objects.filter(action="patient.viewed").exists()


def test_seeing_the_values_is_audited(at_builder, clinic, draft):
    gone_through(at_builder, draft, appointment(clinic))
    actions = AccessEvent.objects.values_list("action", flat=True)
    assert {"patient.viewed", "workflow.tested"} <= set(actions)


@pytest.mark.parametrize("name", ["test", "send"])
def test_another_clinics_appointment_is_not_there(name, at_builder, other, draft):
    theirs = appointment(other)
    posted = {"appointment": theirs.pk}
    assert at_builder.post(address(name, draft), posted).status_code == 404
    assert not WorkflowRun.objects.exists()


def test_testing_needs_the_permission_to_run(client, clinic, draft):
    client.force_login(person("Administrator", clinic))
    row = appointment(clinic)
    assert gone_through(client, draft, row).status_code == 403
    assert client.post(address("send", draft), {"appointment": row.pk}).status_code == 403


def send(client, workflow, row):
    page = gone_through(client, workflow, row)
    token = hidden(page, "form_token")[0]
    return client.post(address("send", workflow), {"appointment": row.pk, "form_token": token}), token


def test_a_draft_is_sent_for_real_to_a_stand_in_and_once(client, sandbox, linked, workflow):
    row = booked(sandbox, linked)
    answer, token = send(client, workflow, row)
    run = WorkflowRun.objects.get()
    assert said(client, answer) == [f"Run {run.pk} is started: it goes on while the worker runs."]
    assert (run.version, run.appointment, run.trigger) == (workflow.draft, row, "manual")
    client.post(address("send", workflow), {"appointment": row.pk, "form_token": token})
    assert WorkflowRun.objects.count() == 1


def test_a_draft_is_not_sent_to_a_real_clinic_and_what_runs_is(at_builder, clinic, draft, active):
    clinic.environment = Environment.PRODUCTION
    clinic.save()
    row = appointment(clinic)
    page = at_builder.get(address("test", draft))
    assert page.context["may_send"] is False
    token = hidden(at_builder.get(reverse("admin:workflow_versions", args=(draft.pk,))), "form_token")
    posted = {"appointment": row.pk, "form_token": (token or [""])[0]}
    (told,) = said(at_builder, at_builder.post(address("send", draft), posted))
    assert told == "Sending a draft for real is only for sandboxes: activate the workflow first."
    assert not WorkflowRun.objects.exists()
    assert at_builder.get(address("test", active)).context["may_send"] is True


def test_a_step_through_a_real_clinic_keeps_a_draft_from_being_sent(at_builder, builder, clinic, other):
    other.environment = Environment.PRODUCTION
    other.save()
    other.members.add(builder)
    through = StepLine(**{**vars(CONFIRM), "through": other.name})
    workflow = create(clinic, Definition(name="Through", steps=(through,)), builder)
    answer, _ = send(at_builder, workflow, appointment(clinic))
    (told,) = said(at_builder, answer)
    assert told == "Sending a draft for real is only for sandboxes: activate the workflow first."


@pytest.mark.parametrize(
    ("environment", "address_", "harmless"),
    [
        (Environment.SANDBOX, "", True),
        (Environment.LOCAL, "", True),
        (Environment.PRODUCTION, "", False),
        (Environment.CUSTOM, "http://127.0.0.1:9000", True),
        (Environment.CUSTOM, "https://localhost", True),
        (Environment.CUSTOM, "https://api-developer.zocdoc.com", False),
        (Environment.CUSTOM, "https://127.0.0.1.example.com", False),
        (Environment.CUSTOM, "https://localhost@example.com", False),
    ],
)
def test_only_sandboxes_and_this_machine_are_harmless(environment, address_, harmless, clinic):
    clinic.environment, clinic.api_url, clinic.token_url = environment, address_, address_
    assert is_harmless(clinic) is harmless


def allow(someone, *names):

    for name in names:
        someone.user_permissions.add(Permission.objects.get(codename=name.split(".")[1]))
