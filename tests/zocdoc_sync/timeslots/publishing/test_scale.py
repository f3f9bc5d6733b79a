"""Many days of many providers by a process of its own: bench/publish.py measures a whole run of 150 days."""

from datetime import datetime, timedelta

import pytest

from tests.databases import database_of_its_own, manage
from tests.zocdoc_sync.timeslots.days import DAY
from tests.zocdoc_sync.timeslots.publishing.clinic import clinic, look, publish, puts, start

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
PROVIDERS, DAYS = 22, 12
# 570 writes a minute, of which a burst of 28 may run ahead.
MOST_IN_TEN_SECONDS = 28 + 542 // 6 + 1


@pytest.fixture
def database(tmp_path):
    with database_of_its_own(tmp_path) as url:
        yield url


def busiest(entries, window):
    times = sorted(datetime.fromisoformat(one["time"]) for one in entries)
    return max(sum(at <= other < at + window for other in times) for at in times)


def test_a_run_of_many_providers_stays_inside_the_write_budget(database, sandbox):
    clinic(database, sandbox, PROVIDERS)
    start(database, DAY, DAYS)
    manage(database, "run_due_work")
    assert look(database) == {"run": "ready", "days": {"waiting": PROVIDERS * DAYS}}
    publish(database)
    manage(database, "run_due_work")
    sent = puts(sandbox)
    assert len(sent) == PROVIDERS * DAYS
    assert busiest(sent, timedelta(seconds=10)) <= MOST_IN_TEN_SECONDS
    assert busiest(sent, timedelta(minutes=1)) <= 600
