import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.zocdoc_sync.jobs import handlers
from tests.zocdoc_sync.jobs.conftest import NOW
from zocdoc_sync.enums import JobState
from zocdoc_sync.jobs.claiming import claim
from zocdoc_sync.jobs.draining import drain
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Job

pytestmark = pytest.mark.django_db


def at_now():
    return NOW


@pytest.mark.usefixtures("now")
class TestDraining:
    def test_everything_due_is_done_also_what_that_made_due(self):
        plan("plans", {}, now=NOW)
        later = plan("works", {}, now=NOW, due_at=NOW + timedelta(seconds=1))
        assert drain(at_now).jobs == 2
        assert len(handlers.calls) == 1
        assert list(Job.objects.filter(state=JobState.WAITING)) == [later]

    def test_one_round_leaves_what_it_made_due(self):
        plan("plans", {}, now=NOW)
        done = drain(at_now, once=True)
        assert (done.rounds, done.jobs) == (1, 1)
        assert handlers.calls == []

    def test_a_job_that_fails_ends_neither_the_others_nor_is_it_tried_without_a_pause(self):
        failing, working = plan("breaks", {}, now=NOW, priority=1), plan("works", {}, now=NOW)
        assert drain(at_now).jobs == 2
        states = dict(Job.objects.values_list("pk", "attempts"))
        assert states == {failing.pk: 1, working.pk: 1}

    def test_what_another_process_holds_is_left_and_what_a_dead_one_held_is_done(self):
        held, dead = plan("works", {"n": "held"}, now=NOW), plan("works", {"n": "dead"}, now=NOW)
        claim(held.pk, now=NOW)
        claim(dead.pk, now=NOW)
        assert drain(at_now).jobs == 0
        Job.objects.filter(pk=dead.pk).update(lease_until=NOW)
        assert drain(at_now).jobs == 1
        assert [payload for payload, _context in handlers.calls] == [{"n": "dead"}]


def test_the_command_does_what_is_due_and_says_how_much(capsys):
    plan("works", {}, now=timezone.now())
    call_command("run_due_work", json=True)
    assert json.loads(capsys.readouterr().out) == {"rounds": 2, "jobs": 1}
    call_command("run_due_work", once=True)
    assert capsys.readouterr().out == "0 jobs run in 1 rounds\n"
