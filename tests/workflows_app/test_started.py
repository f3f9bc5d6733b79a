"""Appointments that start a second apart beside a real worker, and those that started while none ran."""

import math
import os
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.databases import database_of_its_own, default_database
from tests.worker.installation import Installation, wait_for
from tests.workflows_app.factories import workflow
from tests.zocdoc_sync import factories
from workflows_app.enums import TriggerKind
from workflows_app.models import Remark, WorkflowRun

# `make chaos` takes 300.
STARTS = int(os.environ.get("STARTS", "60"))
MISSED, STOPPED = 20, timedelta(minutes=10)
PATIENCE = 120
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("processes"), pytest.mark.timeout(STARTS + 3 * PATIENCE)]


@pytest.fixture(scope="module")
def story(tmp_path_factory, django_db_blocker):
    """Stop for ten minutes, start a worker, and let appointments start beside it; return what there is to count."""
    folder = tmp_path_factory.mktemp("started")
    with django_db_blocker.unblock(), database_of_its_own(folder) as url, default_database(url):
        clinic = factories.connection(next_poll_at=timezone.now() + timedelta(days=1))
        stopped = timezone.now() - STOPPED
        workflow(
            clinic, [("tag", "tag", {"tag": "started"})], trigger=TriggerKind.STARTED,
            runs_as=User.objects.create(username="owner"), activated_at=stopped, started_until=stopped,
        )  # fmt: skip
        missed = [booked(clinic, stopped + (number + 1) * STOPPED / (MISSED + 2)) for number in range(MISSED)]
        installation = Installation(folder, url)
        try:
            installation.start()
            first = timezone.now() + timedelta(seconds=5)
            met = [booked(clinic, first + timedelta(seconds=number)) for number in range(STARTS)]
            time.sleep(5 + STARTS)
            wait_for(lambda: tagged() >= MISSED + STARTS, PATIENCE, installation.complaint)
            yield counted(missed, met)
        finally:
            installation.close()


def booked(clinic, start):
    return factories.appointment(clinic, status="confirmed", start_time=start, patient_due_at=None)


def tagged():
    return Remark.objects.filter(tag="started").count()


def counted(missed, met):
    runs = {run.appointment_id: run for run in WorkflowRun.objects.select_related("appointment")}
    told = {
        "runs": Counter(WorkflowRun.objects.values_list("appointment", flat=True)),
        "tags": Counter(Remark.objects.values_list("appointment", flat=True)),
        "states": set(WorkflowRun.objects.values_list("state", flat=True)),
        "expected": {row.pk for row in (*missed, *met)},
        "missed": [runs[row.pk].is_late for row in missed],
        "met": [runs[row.pk].is_late for row in met],
        "lateness": sorted((runs[row.pk].created_at - row.start_time).total_seconds() for row in met),
    }
    late = told["lateness"]
    sys.stdout.write(
        f"\n{len(late)} starts a second apart: median {late[len(late) // 2]:.2f} s late, p99 {p99(late):.2f} s; "
        f"{len(missed)} started while nothing ran, {sum(told['missed'])} marked late\n"
    )
    return told


def p99(lateness):
    return lateness[math.ceil(0.99 * len(lateness)) - 1]


def test_each_start_triggers_once_and_its_run_comes_to_its_end(story):
    assert set(story["runs"]) == set(story["tags"]) == story["expected"]
    assert set(story["runs"].values()) == set(story["tags"].values()) == {1}
    assert story["states"] == {"succeeded"}


def test_what_started_while_nothing_ran_is_marked_late(story):
    assert story["missed"] == [True] * MISSED


def test_what_starts_beside_a_worker_is_seen_within_two_seconds(story):
    assert p99(story["lateness"]) <= 2
    assert min(story["lateness"]) >= 0
    assert story["met"] == [False] * STARTS
