import time

import pytest
from django.db import OperationalError

from tests.zocdoc_sync.jobs.conftest import NOW
from zocdoc_sync.jobs import heart
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.jobs.heart import Heart

CLAIM = JobContext(1, "works", {}, "me", 1, 1, NOW)


@pytest.fixture
def renewals(monkeypatch):
    """Answer renewals from a list, and then always with True."""
    answers, asked = [], []

    def renew(claim, *, now):
        asked.append(claim)
        answer = answers.pop(0) if answers else True
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(heart, "renew", renew)
    return answers, asked


def until(look):
    end = time.monotonic() + 5
    while not look() and time.monotonic() < end:
        time.sleep(0.005)
    assert look()


def test_the_lease_is_renewed_while_the_handler_works_and_not_after(renewals):
    _answers, asked = renewals
    with Heart(CLAIM, every=0.01) as beating:
        until(lambda: len(asked) > 2)
        assert beating.ours is True
    renewed = len(asked)
    time.sleep(0.05)
    assert len(asked) == renewed


def test_a_lost_claim_is_seen_and_not_renewed_again(renewals):
    answers, asked = renewals
    answers += [True, False]
    with Heart(CLAIM, every=0.01) as beating:
        until(lambda: not beating.ours)
        time.sleep(0.05)
    assert len(asked) == 2


def test_a_database_that_does_not_answer_once_does_not_end_the_heart(renewals):
    answers, asked = renewals
    answers += [OperationalError("locked")] * 2
    with Heart(CLAIM, every=0.01) as beating:
        until(lambda: len(asked) > 3)
        assert beating.ours is True
