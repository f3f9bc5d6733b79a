from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from config.required import long_enough
from tests.workflows_app.factories import workflow
from tests.zocdoc_sync import factories
from workflows_app.models import WorkflowRun
from zocdoc_sync.alerts import raise_alert
from zocdoc_sync.enums import AlertCode
from zocdoc_sync.jobs.beats import TICKER, beat
from zocdoc_sync.models import Connection, Job, RateBudget
from zocdoc_sync.webhooks.counting import count

pytestmark = pytest.mark.django_db
TOKEN = "a-planted-token-for-metrics"


@pytest.fixture(autouse=True)
def _token(settings):
    settings.METRICS_TOKEN = TOKEN


def asked(client, authorization=f"Bearer {TOKEN}"):
    return client.get("/metrics", headers={"Authorization": authorization})


def figures(client):
    """Return every sample by its name and labels, as Prometheus' own parser reads them."""
    text = asked(client).content.decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name, *sorted(sample.labels.values())): sample.value for sample in samples}


@pytest.fixture
def clinic():
    """A clinic with something of everything, and another that is switched off."""
    now = timezone.now()
    one = factories.connection(name="Planted Clinic", last_good_poll_at=now - timedelta(seconds=90))
    factories.connection(is_active=False)
    factories.sync_run(one, started_at=now)
    factories.sync_run(one, started_at=now - timedelta(days=2))
    row = factories.appointment(one)
    factories.operation_log(row, state="unknown", planned_at=now)
    factories.operation_log(row, state="confirmed", planned_at=now)
    factories.operation_log(row, state="confirmed", planned_at=now - timedelta(days=2))
    for state, late in (("waiting", 40), ("waiting", 5), ("done", 400)):
        Job.objects.create(kind="sync.appointments", state=state, due_at=now - timedelta(seconds=late))
    beat(TICKER, now=now - timedelta(seconds=3))
    flow = workflow(one)
    for number, state in enumerate(("queued", "succeeded", "succeeded")):
        WorkflowRun.objects.create(
            connection=one,
            workflow=flow,
            version=flow.active,
            trigger="created",
            trigger_key=f"run-{number}",
            state=state,
            created_at=now,
            due_at=now,
        )
    RateBudget.objects.create(key="abc:read", taken=12)
    count(one, "accepted", now=now)
    count(one, "forged", now=now - timedelta(days=1))
    raise_alert(AlertCode.JOB_PARKED, "planted fault", "A planted sentence.", now=now, connection=one)
    return one


def test_every_figure_is_read_from_the_rows(client, clinic):
    found, number = figures(client), str(clinic.pk)
    ages = {name: found.pop(name) for name in list(found) if name[0].endswith("_seconds")}
    zero = {name: value for name, value in found.items() if value == 0}
    assert {name: value for name, value in found.items() if value} == {
        ("slotdesk_connection_in_use", number): 1,
        ("slotdesk_polls_day", number, "done"): 1,
        ("slotdesk_operations_day", number, "unknown"): 1,
        ("slotdesk_operations_day", number, "confirmed"): 1,
        ("slotdesk_operations_unknown", number, "unknown"): 1,
        ("slotdesk_webhooks_total", number, "accepted"): 1,
        ("slotdesk_zocdoc_requests_total", "abc", "read"): 12,
        ("slotdesk_jobs", "waiting"): 2,
        ("slotdesk_jobs", "done"): 1,
        ("slotdesk_runs", "queued"): 1,
        ("slotdesk_runs_day", "succeeded"): 2,
        ("slotdesk_alerts_open", "job_parked"): 1,
    }
    assert {("slotdesk_webhooks_in_files",), ("slotdesk_webhooks_waiting",)} <= zero.keys()
    rounded = {name: round(value, -1) for name, value in ages.items()}
    assert rounded == {
        ("slotdesk_poll_age_seconds", number): 90,
        ("slotdesk_worker_beat_age_seconds", "ticker"): 0,
        ("slotdesk_jobs_oldest_due_seconds",): 40,
    }


def test_nothing_is_named(client, clinic):
    shown = asked(client).content.decode()
    assert [word for word in ("Planted", "planted", "Ada", "client-") if word in shown] == []


def test_more_rows_take_no_more_queries(client, clinic):
    with CaptureQueriesContext(database) as few:
        asked(client)
    for number in range(5):
        another = factories.connection()
        factories.operation_log(factories.appointment(another), state="unknown", planned_at=timezone.now())
        RateBudget.objects.create(key=f"key-{number}:write")
    with CaptureQueriesContext(database) as many:
        asked(client)
    assert (len(many), Connection.objects.count()) == (len(few), 7)
    assert len(few) <= 25


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer wrong", f"bearer {TOKEN}", TOKEN, f"Bearer {TOKEN} ", "Bearer é"]
)
def test_without_the_token_nothing_is_told(client, clinic, given):
    answer = asked(client, given)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert b"slotdesk" not in answer.content


@pytest.mark.parametrize("given", ["", "Bearer ", f"Bearer {TOKEN}"])
def test_without_the_setting_there_is_no_page(client, settings, given):
    settings.METRICS_TOKEN = ""
    assert asked(client, given).status_code == 404


def test_it_is_only_read_and_kept_by_no_cache(client):
    assert client.post("/metrics").status_code == 405
    assert "no-store" in asked(client)["Cache-Control"]


def test_a_token_that_can_be_guessed_is_refused_at_the_start():
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN is shorter than 24 characters"):
        long_enough("METRICS_TOKEN", "short")
    assert [long_enough("METRICS_TOKEN", token) for token in ("", TOKEN)] == ["", TOKEN]
