import logging
from datetime import timedelta

import pytest
from django.db import OperationalError

from tests.zocdoc_sync.jobs import handlers
from tests.zocdoc_sync.jobs.conftest import NOW
from zocdoc_sync.enums import JobState
from zocdoc_sync.jobs import claiming
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.jobs.running import run
from zocdoc_sync.models import Alert, Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def ran(kind, **fields):
    planned = plan(kind, {"n": 1}, now=NOW, **fields)
    assert run(planned.pk, now=NOW) is True
    planned.refresh_from_db()
    return planned


def test_a_handler_gets_the_payload_and_its_claim_and_the_job_is_done():
    planned = ran("works")
    ((payload, context),) = handlers.calls
    assert payload == {"n": 1}
    assert (context.job_id, context.attempt, context.fence, context.now) == (planned.pk, 1, 1, NOW)
    assert context.still_ours() is True
    assert planned.state == JobState.DONE


def test_a_job_that_is_done_is_not_run_again():
    planned = ran("works")
    assert run(planned.pk, now=NOW) is False
    assert len(handlers.calls) == 1


def test_a_job_that_does_not_exist_is_not_run():
    assert run(12345, now=NOW) is False


@pytest.mark.parametrize(
    ("kind", "state", "attempts", "code"),
    [
        ("postpones", JobState.WAITING, 0, "postponed"),
        ("limited", JobState.WAITING, 0, "postponed"),
        ("budgetless", JobState.WAITING, 0, "postponed"),
        ("unanswered", JobState.WAITING, 1, "no_answer"),
        ("breaks", JobState.WAITING, 1, "fault"),
        ("ended", JobState.WAITING, 1, "timeout"),
        ("refused", JobState.PARKED, 1, "invalid_request"),
        ("gives_up", JobState.PARKED, 1, "gone"),
        ("unheard_of", JobState.PARKED, 1, "unknown_kind"),
    ],
)
def test_an_attempt_that_does_not_succeed_ends_as_its_fault_says(kind, state, attempts, code):
    planned = ran(kind)
    assert (planned.state, planned.attempts, planned.error_code) == (state, attempts, code)


def test_a_postponed_job_comes_when_the_handler_says():
    assert ran("postpones").due_at == NOW + timedelta(seconds=90)
    assert ran("limited").due_at == NOW + timedelta(seconds=30)


def test_the_text_of_an_unexpected_fault_is_kept_nowhere(caplog):
    with caplog.at_level(logging.DEBUG):
        planned = ran("breaks", max_attempts=1)
    assert planned.error_sentence == "An unexpected fault of the program (ValueError)."
    told = [planned.error_sentence, Alert.objects.get().sentence, caplog.text]
    assert "ValueError" in caplog.text
    assert [text for text in told if handlers.PATIENT in text] == []


def test_a_database_that_does_not_answer_leaves_the_job_to_be_rescued(monkeypatch, caplog):
    def fails(*_known, **_also):
        raise OperationalError(handlers.PATIENT)

    planned = plan("works", {}, now=NOW)
    monkeypatch.setattr(claiming, "finish", fails)
    assert run(planned.pk, now=NOW) is False
    assert Job.objects.get().state == JobState.RUNNING
    assert claiming.rescue_expired(NOW + claiming.LEASE) == 1
    assert "OperationalError" in caplog.text
    assert handlers.PATIENT not in caplog.text
