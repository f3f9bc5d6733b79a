"""Parts of a running worker are killed: what is due goes on."""

import pytest

from tests.worker.stories import GOES_ON_WITHIN, JOBS
from zocdoc_sync.enums import JobState

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("processes"), pytest.mark.timeout(600)]
VICTIMS = ["main", "sentinel", "workers", "busy", "monitor", "pusher", "ticker", "supervisor"]


@pytest.mark.parametrize("victim", VICTIMS)
def test_due_work_goes_on_within_a_minute_when_this_part_is_killed(told, victim):
    took, _due, _written = told[victim]
    assert took < GOES_ON_WITHIN


@pytest.mark.parametrize("victim", VICTIMS)
def test_nothing_is_lost_and_nothing_is_done_twice_when_this_part_is_killed(told, victim):
    _took, due, written = told[victim]
    assert sorted(written) == sorted(due)


def test_a_job_that_kills_its_worker_is_parked_after_its_attempts_and_others_go_on(told):
    kills, (killer, *others) = told["poison"]
    assert (kills, killer.attempts, killer.error_code) == (2, 2, "worker_ended")
    assert [job.state for job in others] == [JobState.DONE] * JOBS
