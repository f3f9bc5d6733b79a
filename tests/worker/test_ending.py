"""A worker that is told to end, and two clocks on one database."""

import pytest

from tests.worker.stories import CLOCKED_JOBS, SCHEDULED, WAYS
from zocdoc_sync.enums import JobState

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("processes"), pytest.mark.timeout(600)]


@pytest.mark.parametrize("way", WAYS)
def test_a_worker_that_is_told_to_end_finishes_its_job_and_leaves_no_process(told, way):
    last = "slow to the end" if way == "SIGTERM at work" else "whole"
    assert told[way] == (0, [], {JobState.DONE}, last)


def test_two_clocks_at_once_do_each_thing_once(told):
    single, scheduled, planned = told["second clock"]
    assert sorted(single) == sorted(f"clocked {number}" for number in range(CLOCKED_JOBS))
    assert scheduled == len(planned) >= SCHEDULED
    assert len(planned) <= (planned[-1] - planned[0]).total_seconds() + 2
