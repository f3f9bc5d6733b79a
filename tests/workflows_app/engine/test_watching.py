from datetime import timedelta

import pytest

from tests.workflows_app.factories import NOW, change, workflow
from tests.zocdoc_sync import factories
from workflows_app.engine.watching import INTERVALS, watch_triggers
from zocdoc_sync.models import Alert, Connection

INTERVAL = timedelta(minutes=5)
SECOND = timedelta(seconds=1)


@pytest.fixture
def polled(clinic):
    workflow(clinic)
    Connection.objects.update(poll_seconds=300, last_good_poll_at=NOW)
    return clinic


def opened():
    return list(Alert.objects.filter(closed_at__isnull=True).values_list("code", "fault"))


def test_triggers_that_nobody_looks_at_for_three_intervals_are_told_of_and_no_longer_when_they_are(polled):
    assert watch_triggers(NOW + INTERVALS * INTERVAL) == 0
    assert watch_triggers(NOW + INTERVALS * INTERVAL + SECOND) == 1
    assert opened() == [("trigger_stale", f"triggers:{polled.pk}")]
    Connection.objects.update(last_good_poll_at=NOW + INTERVALS * INTERVAL + SECOND)
    assert watch_triggers(NOW + INTERVALS * INTERVAL + 2 * SECOND) == 0
    assert opened() == []


def test_changes_that_wait_too_long_are_told_of_too(polled):
    change(factories.appointment(polled), observed_at=NOW)
    later = NOW + INTERVALS * INTERVAL + SECOND
    Connection.objects.update(last_good_poll_at=later)
    assert watch_triggers(later) == 1


def test_a_connection_without_active_workflows_or_switched_off_is_not_watched(polled):
    late = NOW + timedelta(days=1)
    factories.connection(last_good_poll_at=NOW)
    assert watch_triggers(late) == 1
    Connection.objects.update(is_active=False)
    assert watch_triggers(late) == 0
