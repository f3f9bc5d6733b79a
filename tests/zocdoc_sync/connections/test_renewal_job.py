"""The job that renews tokens early."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync.connections.counting import token_requests
from zocdoc_sync.connections.tokens import ConnectionTokens
from zocdoc_sync.jobs.running import run
from zocdoc_sync.models import Alert, Connection, ConnectionToken, Job
from zocdoc_sync.tasks import plan_due_refreshes


@pytest.fixture
def due(clinic):
    """A job to renew a token that still lives."""
    ConnectionTokens(clinic).token()
    ConnectionToken.objects.update(refresh_at=timezone.now() - timedelta(seconds=1))
    assert plan_due_refreshes(timezone.now()) == 1
    return Job.objects.get()


def ran(job):
    run(job.pk, now=timezone.now())
    job.refresh_from_db()
    return job.state


def test_a_due_token_is_renewed_by_the_worker(due, sandbox):
    assert ran(due) == "done"
    assert (ConnectionToken.objects.get().generation, token_requests(sandbox)) == (2, 2)


def test_one_renewal_is_planned_however_often_the_clock_looks(due):
    for _ in range(3):
        plan_due_refreshes(timezone.now())
    assert Job.objects.count() == 1


def test_an_endpoint_that_is_down_leaves_a_job_that_waits_and_no_alert(due, sandbox):
    ConnectionToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    sandbox.faults([{"kind": "token_down"}])
    assert ran(due) == "waiting"
    assert due.due_at > timezone.now() + timedelta(seconds=20)
    assert (Alert.objects.count(), Connection.objects.get().state) == (0, "ready")


def test_a_refusal_is_one_alert_that_names_the_connection_and_the_job_is_over(due, clinic):
    clinic.client_secret = "wrong"
    clinic.save()
    assert ran(due) == "done"
    assert Alert.objects.get().code == "needs_reconnecting"
    assert plan_due_refreshes(timezone.now() + timedelta(hours=1)) == 0
