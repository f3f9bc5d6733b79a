"""The list with its switches, versions, transfers and targets."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.workflows_app.admin.forms import press
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import hidden, said
from workflows_app.exchange.definition import definition_of
from workflows_app.exchange.files import export
from workflows_app.models import WebhookTarget, Workflow, WorkflowRun
from workflows_app.steps.webhooks.addresses import INSIDE
from zocdoc_sync.models import AccessEvent

LIST = "/admin/workflows_app/workflow/"
BEGIN = f"{LIST}add/"
TARGETS = "/admin/workflows_app/webhooktarget/"
SECRET = "the-planted-signing-secret"


def address(name, workflow):
    return reverse(f"admin:workflow_{name}", args=(workflow.pk,))


def done():
    """Return what the audit says was done, oldest first."""
    actions = AccessEvent.objects.exclude(action="sign_in").order_by("pk")
    return list(actions.values_list("action", flat=True))


def switch(client, workflow, to):
    (token,) = hidden(client.get(LIST), "form_token")
    return client.post(address("switch", workflow), {"to": to, "form_token": token})


def act(client, name, workflow, **fields):
    token = hidden(client.get(reverse("admin:workflows_app_workflow_change", args=(workflow.pk,))), "form_token")
    mine = [one for one in token if one]
    return client.post(address(name, workflow), {"form_token": mine[-1], **fields})


def test_a_workflow_is_switched_off_and_on_with_one_click(at_builder, active):
    told = said(at_builder, switch(at_builder, active, "deactivate"))
    assert told == ["Confirm all is off: nothing starts it any more. Runs that had begun go on to their end."]
    assert Workflow.objects.get().state == "off"
    assert said(at_builder, switch(at_builder, active, "activate")) == [
        "Confirm all is active: from now on it runs by itself."
    ]
    assert Workflow.objects.get().state == "active"
    assert done() == [
        "workflow.deactivated", "workflow.activated",
    ]  # fmt: skip


def test_what_has_changes_is_looked_at_before_it_is_switched_on(at_builder, active):
    page = press(at_builder, active, "add|stop|")
    press(at_builder, active, "save", page=page)
    assert "Deactivate" in at_builder.get(LIST).content.decode()
    switch(at_builder, active, "deactivate")
    text = at_builder.get(LIST).content.decode()
    assert ("Finish and activate" in text, 'value="activate"' in text) == (True, False)


def test_a_switch_needs_its_token_its_permission_and_a_post(at_builder, client, clinic, active):
    assert at_builder.get(address("switch", active)).status_code == 405
    at_builder.post(address("switch", active), {"to": "deactivate"})
    assert Workflow.objects.get().state == "active"
    client.force_login(person("Administrator", clinic))
    assert client.post(address("switch", active), {"to": "deactivate"}).status_code == 403
    assert "Deactivate" not in client.get(LIST).content.decode()
    assert Workflow.objects.get().state == "active"


def test_the_list_tells_what_starts_it_and_how_the_last_day_went(at_builder, clinic, active):
    now = timezone.now()
    for number, (state, hours) in enumerate((("succeeded", 1), ("succeeded", 2), ("partly", 3), ("failed", 30))):
        WorkflowRun.objects.create(
            connection=clinic, workflow=active, version=active.active, trigger="manual", trigger_key=str(number),
            state=state, due_at=now, created_at=now - timedelta(hours=hours),
        )  # fmt: skip
    text = " ".join(at_builder.get(LIST).content.decode().split())
    for words in ("Appointment created", "2 succeeded", "1 failed", "Deactivate"):
        assert words in text, words


@pytest.mark.parametrize("role", ["Front desk", "Scheduler", "Viewer"])
def test_others_do_not_see_workflows(role, client, clinic, active):
    client.force_login(person(role, clinic))
    for page in (LIST, BEGIN, address("versions", active), address("export", active), TARGETS):
        assert client.get(page).status_code in (403, 404), page


def test_versions_are_listed_compared_and_brought_back(at_builder, active):
    page = press(at_builder, active, "add|stop|")
    press(at_builder, active, "activate", page=page)
    shown = at_builder.get(address("versions", active), {"from": "1", "to": "2"})
    assert [(one.row.number, one.role) for one in shown.context["versions"]] == [(2, "Active"), (1, "")]
    assert shown.context["compared"] == ["Step “Stop” was added."]
    assert shown.context["versions"][0].changes == ["Step “Stop” was added."]
    told = said(at_builder, act(at_builder, "revert", active, number="1"))
    assert told == ["Version 1 is the draft again, as version 3. Activate it to let it run."]
    workflow = Workflow.objects.get()
    assert (workflow.active.number, workflow.draft.number) == (2, 3)
    assert said(at_builder, act(at_builder, "drop_draft", active)) == ["The changes are gone: this is what runs."]
    assert Workflow.objects.get().draft is None
    assert act(at_builder, "revert", active, number="9").status_code == 404


@pytest.mark.parametrize("numbers", [{"from": "x", "to": "y"}, {"from": "7", "to": "1"}, {"from": "1"}])
def test_versions_that_are_not_there_are_not_compared(numbers, at_builder, active):
    assert at_builder.get(address("versions", active), numbers).context["compared"] is None


def begun(client, **fields):
    (token,) = hidden(client.get(BEGIN), "form_token")
    return client.post(BEGIN, {"form_token": token, **fields})


def test_a_workflow_begins_from_nothing(at_builder, clinic):
    answer = begun(at_builder, connection=clinic.pk, start="blank", name="Confirm them")
    workflow = Workflow.objects.get()
    assert answer.url == reverse("admin:workflows_app_workflow_change", args=(workflow.pk,))
    assert (workflow.name, workflow.state, definition_of(workflow).steps) == ("Confirm them", "off", ())


def test_a_form_that_is_posted_again_makes_nothing_more(at_builder, clinic, draft):
    (token,) = hidden(at_builder.get(BEGIN), "form_token")
    fields = {"form_token": token, "connection": clinic.pk, "start": "blank", "name": "Once"}
    first, second = (at_builder.post(BEGIN, fields) for _ in range(2))
    assert (first.url, Workflow.objects.filter(name="Once").count()) == (second.url, 1)
    page = at_builder.get(reverse("admin:workflows_app_workflow_change", args=(draft.pk,)))
    token = hidden(page, "form_token")[-1]
    copies = {at_builder.post(address("duplicate", draft), {"form_token": token}).url for _ in range(2)}
    assert len(copies) == 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"start": "blank", "name": " "}, "Give it a name that says what it does"),
        ({"start": "file"}, "Choose the file first."),
        ({"start": "recipe:none"}, "Choose what to begin with."),
        ({"start": "blank", "name": "x", "connection": "99999"}, "Choose the connection"),
    ],
)
def test_what_is_missing_at_the_beginning_is_said(fields, told, at_builder, clinic):
    answer = begun(at_builder, **{"connection": clinic.pk, **fields})
    assert answer.status_code == 400
    assert answer.context["faults"][0].startswith(told)
    assert not Workflow.objects.exists()


def test_a_workflow_cannot_begin_on_a_connection_of_others(at_builder, other):
    answer = begun(at_builder, connection=other.pk, start="blank", name="Mine")
    assert (answer.status_code, Workflow.objects.count()) == (400, 0)


def test_a_workflow_goes_out_as_a_file_and_comes_in_again(at_builder, clinic, draft):
    answer = at_builder.get(address("export", draft))
    assert answer["Content-Disposition"] == 'attachment; filename="confirm.json"'
    assert json.loads(answer.content) == export(draft)
    file = SimpleUploadedFile("confirm.json", answer.content, content_type="application/json")
    begun(at_builder, connection=clinic.pk, start="file", file=file)
    assert list(Workflow.objects.values_list("name", "state")) == [("Confirm", "off"), ("Confirm (2)", "off")]


def test_what_is_wrong_with_a_file_is_shown_line_by_line(at_builder, clinic):
    data = {"format": "slotdesk.workflow", "version": 1, "name": "", "trigger": "never"}
    file = SimpleUploadedFile("x.json", json.dumps(data).encode())
    answer = begun(at_builder, connection=clinic.pk, start="file", file=file)
    assert answer.context["faults"] == (
        "The name is missing or longer than 120 characters.",
        "There is no trigger “never”.",
    )


def test_a_workflow_is_duplicated_by_its_form_only(at_builder, draft):
    act(at_builder, "duplicate", draft)
    assert list(Workflow.objects.values_list("name", flat=True)) == ["Confirm", "Confirm (2)"]
    assert at_builder.get(address("duplicate", draft)).status_code == 405
    at_builder.post(address("duplicate", draft), {"form_token": "forged"})
    assert Workflow.objects.count() == 2


def test_a_workflow_that_ran_cannot_be_deleted(at_builder, clinic, active, draft):
    WorkflowRun.objects.create(
        connection=clinic, workflow=active, version=active.active, trigger="manual", trigger_key="1",
        due_at=timezone.now(), created_at=timezone.now(),
    )  # fmt: skip
    assert at_builder.post(f"{LIST}{active.pk}/delete/", {"post": "yes"}).status_code == 403
    at_builder.post(f"{LIST}{draft.pk}/delete/", {"post": "yes"})
    assert list(Workflow.objects.all()) == [active]


def test_the_secret_of_a_target_goes_in_and_never_comes_out(at_builder, clinic):
    fields = {"connection": clinic.pk, "name": "CRM", "url": "https://crm.example/in?key=1", "new_secret": SECRET}
    at_builder.post(f"{TARGETS}add/", fields)
    target = WebhookTarget.objects.get()
    assert target.signing_secret == SECRET
    page = f"{TARGETS}{target.pk}/change/"
    at_builder.post(page, {"url": "https://crm.example/in", "new_secret": ""})
    target.refresh_from_db()
    assert (target.signing_secret, target.url) == (SECRET, "https://crm.example/in")
    for shown in (page, TARGETS):
        assert SECRET not in at_builder.get(shown).content.decode()
    assert done() == [
        "webhook_target.added:secret", "webhook_target.changed",
    ]  # fmt: skip


def test_a_target_needs_a_secret_that_is_long_enough(at_builder, clinic):
    fields = {"connection": clinic.pk, "name": "CRM", "url": "https://crm.example/"}
    for secret in ("", "short"):
        answer = at_builder.post(f"{TARGETS}add/", {**fields, "new_secret": secret})
        assert answer.status_code == 200
    assert not WebhookTarget.objects.exists()


@pytest.mark.parametrize("url", ["http://crm.example/", "https://user:word@crm.example/", "javascript:alert(1)", "x"])
def test_a_target_is_https_without_a_user(url, at_builder, clinic):
    fields = {"connection": clinic.pk, "name": "CRM", "url": url, "new_secret": SECRET}
    answer = at_builder.post(f"{TARGETS}add/", fields)
    assert list(answer.context["adminform"].form.errors) == ["url"]
    assert not WebhookTarget.objects.exists()


def test_a_target_inside_the_own_network_is_refused(at_builder, clinic, names_stand_for):
    names_stand_for("10.0.0.5")
    fields = {"connection": clinic.pk, "name": "CRM", "url": "https://crm.example/", "new_secret": SECRET}
    answer = at_builder.post(f"{TARGETS}add/", fields)
    assert answer.context["adminform"].form.errors == {"url": [INSIDE]}
    assert not WebhookTarget.objects.exists()
