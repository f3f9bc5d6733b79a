"""From the stand-in's sender over the network to the receiver, the mirror and a workflow's run."""

import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.workflows_app.factories import workflow
from tests.zocdoc_sync.commands.shell import give
from tests.zocdoc_sync.operations.standin import booked, connection_to
from tests.zocdoc_sync.webhooks.deliveries import KEY, address_of, keyed
from workflows_app.enums import TriggerKind
from workflows_app.models import WorkflowRun
from zocdoc_sync.jobs.draining import drain
from zocdoc_sync.models import Change, SyncCursor, WebhookEvent

WITHIN_SECONDS = 20


@pytest.fixture
def receiver(sandbox, transactional_db, live_server):
    """A connection with a key, and the address at which a server of ours takes its webhooks."""
    connection = connection_to(sandbox, next_poll_at=timezone.now() + timedelta(days=1))
    keyed(connection)
    now = timezone.now()
    SyncCursor.objects.create(connection=connection, what="appointments", position=now, seeded_at=now)
    return connection, f"{live_server.url}{address_of(connection)}"


def arrived(number=1):
    end = time.monotonic() + WITHIN_SECONDS
    while WebhookEvent.objects.count() < number:
        assert time.monotonic() < end, "no webhook arrived"
        time.sleep(0.05)
    return WebhookEvent.objects.latest("pk")


def test_a_change_at_zocdoc_starts_a_workflow_without_a_poll(sandbox, receiver):
    connection, url = receiver
    row = booked(sandbox, connection)
    someone = User.objects.create_user("builder", is_superuser=True)
    workflow(connection, [("tag", "tag", {"tag": "seen"})], trigger=TriggerKind.UPDATED, runs_as=someone)
    sandbox.control("POST", "webhooks", {"url": url, "key": KEY})
    sandbox.control("PATCH", f"appointments/{row.zocdoc_id}", {"appointment_status": "confirmed"})
    assert arrived().zocdoc_id == row.zocdoc_id
    drain(timezone.now)
    row.refresh_from_db()
    assert (row.status, Change.objects.latest("pk").channel) == ("confirmed", "webhook")
    assert WorkflowRun.objects.get().state == "succeeded"
    assert [one["operationId"] for one in sandbox.requests() if one["operationId"] == "getAppointments"] == []


def test_zocdocs_example_arrives_and_names_no_appointment(receiver, capsys):
    _, url = receiver
    said = give(
        capsys, "zocdoc_call", "mockWebhookRequest", f"webhook_url={url}", f"webhook_key={KEY}", "--yes"
    )  # fmt: skip
    assert said.status == 0, said.err
    assert arrived().update_type == "updated"
    drain(timezone.now)
    assert WebhookEvent.objects.get().state == "parked"
