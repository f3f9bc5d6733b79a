from datetime import timedelta

import pytest
from django.db import IntegrityError

from tests.zocdoc_sync.jobs.conftest import NOW
from zocdoc_sync.enums import JobState
from zocdoc_sync.jobs import planning
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Job

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_job_is_due_at_once_unless_told_otherwise():
    assert plan("works", {"n": 1}, now=NOW).due_at == NOW
    assert plan("works", {"n": 1}, now=NOW, due_at=NOW + MINUTE).due_at == NOW + MINUTE
    assert Job.objects.count() == 2


@pytest.mark.parametrize("state", [JobState.WAITING, JobState.RUNNING])
def test_a_live_job_of_the_same_kind_and_key_is_returned_instead(state):
    first = plan("works", {"n": 1}, now=NOW, key="one")
    Job.objects.update(state=state)
    assert plan("works", {"n": 2}, now=NOW, key="one") == first
    assert Job.objects.get().payload == {"n": 1}


@pytest.mark.parametrize("state", [JobState.DONE, JobState.PARKED, JobState.CANCELLED])
def test_an_ended_job_is_followed_by_a_new_one(state):
    first = plan("works", {}, now=NOW, key="one")
    Job.objects.update(state=state)
    assert plan("works", {}, now=NOW, key="one") != first


def test_another_kind_or_key_is_another_job():
    assert len({plan(kind, {}, now=NOW, key=key).pk for kind in ("works", "breaks") for key in ("one", "two")}) == 4


def test_a_waiting_job_is_moved_earlier_and_queued_again_but_never_later():
    plan("works", {}, now=NOW, key="one", due_at=NOW + 2 * MINUTE)
    Job.objects.update(queued_at=NOW)
    moved = plan("works", {}, now=NOW, key="one", due_at=NOW + MINUTE)
    assert (moved.due_at, moved.queued_at) == (NOW + MINUTE, None)
    assert plan("works", {}, now=NOW, key="one", due_at=NOW + 3 * MINUTE).due_at == NOW + MINUTE


def test_a_job_that_another_process_plans_meanwhile_is_returned(monkeypatch):
    first = plan("works", {}, now=NOW, key="one")
    real, looks = planning._live, []

    def too_early(*known):
        looks.append(known)
        return None if len(looks) == 1 else real(*known)

    monkeypatch.setattr(planning, "_live", too_early)
    assert plan("works", {}, now=NOW, key="one") == first
    assert len(looks) == 2


def test_a_fault_of_the_row_is_not_tried_for_ever(monkeypatch):
    plan("works", {}, now=NOW, key="one")
    monkeypatch.setattr(planning, "_live", lambda *known: None)
    with pytest.raises(IntegrityError):
        plan("works", {}, now=NOW, key="one")
