"""Lists and the tops of pages say what people say: times, providers and words, with the ids on the row's page."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.utils.html import strip_tags

from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.test_every_page import fill, list_of, page_of
from workflows_app.models import WorkflowRun
from zocdoc_sync.models import (
    AccessEvent,
    Alert,
    Appointment,
    Change,
    Job,
    OperationLog,
    ProviderLocation,
    SyncRun,
    WebhookEvent,
)

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b(?:pr|lo|pt|pc|sp)_\w+")
START = datetime(2027, 3, 1, 14, 0, tzinfo=UTC)
WORDS = "Mon 1 Mar 2027, 09:00 EST, Dr. Mae Jung"
OF_APPOINTMENTS = [Change, OperationLog, WebhookEvent, WorkflowRun]
NAMES = {
    Change: f"Confirmed: {WORDS}",
    OperationLog: f"Confirm appointment: {WORDS}",
    SyncRun: "Appointments, ",
    Job: "Poll of appointments, ",
    Alert: "",
    AccessEvent: "Patient viewed, ",
    WebhookEvent: "",
}


@pytest.fixture
def row(client, clinic):
    client.force_login(person("superuser"))
    made = fill(clinic, 0, first="Quentin", last="Quimby", start_time=START)
    # A place is named by its id until it has been read.
    ProviderLocation.objects.update(name="Dr. Mae Jung · Riverbend Downtown", provider=made.provider)
    return made


def rows_of(client, model):
    """Return the words of a list's rows."""
    page = client.get(list_of(model)).content.decode()
    return strip_tags(page[page.find('id="result_list"') :])


def top_of(client, one):
    """Return the title and the heading of a row's page."""
    page = client.get(page_of(one)).content.decode()
    found = re.findall(r"<title>(.*?)</title>", page, re.DOTALL) + re.findall(r"<h1.*?</h1>", page, re.DOTALL)
    return " ".join(strip_tags(" ".join(found)).replace("chevron_right", " / ").split())


def test_no_list_shows_an_id_of_zocdoc(client, row):
    shown = {model.__name__: ID.findall(rows_of(client, model)) for model in admin.site._registry}
    assert {name: ids for name, ids in shown.items() if ids} == {}
    assert len(shown) > 20


@pytest.mark.parametrize("model", OF_APPOINTMENTS)
def test_a_list_names_an_appointment_by_its_time_and_provider_and_the_rows_page_has_its_id(model, client, row):
    assert WORDS in rows_of(client, model)
    assert "Quimby" not in rows_of(client, model)
    assert row.zocdoc_id in client.get(page_of(model.objects.get())).content.decode()


def test_a_webhook_of_an_appointment_that_is_not_mirrored_says_so(client, row):
    WebhookEvent.objects.update(zocdoc_id="unknown")
    assert "Not read yet" in rows_of(client, WebhookEvent)


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("appointment {}", f"appointment {WORDS}"),
        ("file of appointment {}", f"file of appointment {WORDS}"),
        ("operation 11111111-2222-4333-8444-555555555555", "operation"),
        ("worklist", "worklist"),
    ],
)
def test_the_audit_names_appointments_in_its_list_and_has_the_ids_on_its_pages(subject, words, client, row):
    AccessEvent.objects.all().delete()
    said = subject.format(row.zocdoc_id)
    event = AccessEvent.objects.create(
        at=row.seen_at, actor_label="x", action="patient.viewed", subject=said, connection=row.connection
    )
    shown = " ".join(rows_of(client, AccessEvent).split())
    assert f" {words} " in shown
    assert ID.findall(shown) == []
    assert said in client.get(page_of(event)).content.decode()


@pytest.mark.parametrize("model", NAMES)
def test_the_top_of_a_rows_page_has_words_and_no_key_and_no_patient(model, client, row):
    top = top_of(client, model.objects.first())
    assert NAMES[model] in top
    assert (ID.findall(top), re.findall(r"Quentin|Quimby|\w+_\w+", top)) == ([], [])


def test_every_other_page_of_a_row_names_no_patient_at_its_top(client, row):
    models = [model for model in admin.site._registry if model.objects.exists() and model is not Appointment]
    tops = {model.__name__: top_of(client, model.objects.first()) for model in models}
    assert {name: top for name, top in tops.items() if "Quimby" in top or ID.search(top)} == {}
    assert len(tops) > 15


def test_a_kind_of_job_that_this_version_does_not_know_keeps_its_name(client, row):
    Job.objects.update(kind="old.kind")
    assert "old.kind" in rows_of(client, Job)
