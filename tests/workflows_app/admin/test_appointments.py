"""What an appointment's page says of workflows."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.workflows_app import factories
from tests.zocdoc_sync import factories as rows
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import said
from workflows_app.engine.dispatching import dispatch
from workflows_app.models import Remark, WorkflowRun
from workflows_app.steps.remarking import TAG_WORDS, tag_by_hand
from zocdoc_sync.models import AccessEvent


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


@pytest.fixture
def at_desk(client, clinic):
    client.force_login(person("Front desk", clinic))
    return client


def tag(client, row, token=None, **fields):
    page = client.get(reverse("admin:zocdoc_sync_appointment_change", args=(row.pk,)))
    tokens = re.findall(r'name="form_token" value="([^"]*)"><input class="sd-input" name="tag"', squeezed(page))
    posted = {"form_token": tokens[0] if token is None else token, **fields}
    return client.post(reverse("admin:appointment_tag", args=(row.pk,)), posted)


def squeezed(page):
    return re.sub(r">\s+<", "><", page.content.decode())


def tags():
    return list(Remark.objects.order_by("pk").values_list("tag", "by"))


def test_a_front_desk_tags_an_appointment_once_and_takes_the_tag_off(at_desk, clinic):
    row = rows.appointment(clinic)
    for _ in range(2):
        assert said(at_desk, tag(at_desk, row, tag=" Checked In ")) == ["The tag “checked in” is added."]
    assert tags() == [("checked in", "front-desk")]
    assert said(at_desk, tag(at_desk, row, off="checked in")) == ["The tag “checked in” is taken off."]
    assert tags() == []
    assert said(at_desk, tag(at_desk, row, tag="checked in")) == ["The tag “checked in” is added."]
    assert list(AccessEvent.objects.filter(action__startswith="tag").values_list("action", flat=True)) == [
        "tag.added", "tag.removed", "tag.added", "tag.added",
    ]  # fmt: skip


def test_a_tag_that_is_none_is_refused_in_one_sentence(at_desk, clinic):
    row = rows.appointment(clinic)
    assert said(at_desk, tag(at_desk, row, tag="<b>")) == [TAG_WORDS]
    assert said(at_desk, tag(at_desk, row, token="stale", tag="new")) == [
        "This form is too old or incomplete: open the page again."
    ]
    assert tags() == []


def test_who_may_not_set_a_status_sees_tags_and_cannot_change_them(client, clinic):
    row = rows.appointment(clinic)
    tag_by_hand(row, "vip", by="x", now=factories.NOW)
    client.force_login(person("Viewer", clinic))
    page = client.get(reverse("admin:zocdoc_sync_appointment_change", args=(row.pk,))).content.decode()
    assert ("vip" in page, 'name="tag"' in page) == (True, False)
    assert client.post(reverse("admin:appointment_tag", args=(row.pk,)), {"off": "vip"}).status_code == 403
    assert tags() == [("vip", "x")]


def test_another_clinics_appointment_cannot_be_tagged(at_desk, other):
    row = rows.appointment(other)
    assert at_desk.post(reverse("admin:appointment_tag", args=(row.pk,)), {"tag": "vip"}).status_code == 404
    assert tags() == []
