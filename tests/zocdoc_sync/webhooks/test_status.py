from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.webhooks.deliveries import keyed
from zocdoc_sync.models import WebhookCount, WebhookEvent, WebhookKey
from zocdoc_sync.webhooks.counting import count
from zocdoc_sync.webhooks.pruning import prune_webhooks
from zocdoc_sync.webhooks.status import status_of

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture
def clinic():
    return factories.connection()


def event(connection, zocdoc_id, at, **fields):
    values = {"digest": f"{zocdoc_id}{at}"[:64], "zocdoc_id": zocdoc_id, "received_at": at, "due_at": at}
    return WebhookEvent.objects.create(connection=connection, **values | fields)


def found_by_poll(connection, minutes_ago, **fields):
    row = factories.appointment(connection)
    factories.change(row, observed_at=NOW - timedelta(minutes=minutes_ago), **fields)
    return row


def test_without_a_key_webhooks_are_off(clinic):
    found_by_poll(clinic, 30)
    known = status_of(clinic, NOW)
    assert (known.is_on, known.has_key, known.last_at, known.untold) == (False, False, None, 0)


def test_with_a_key_they_are_on_from_the_first_delivery(clinic):
    keyed(clinic)
    assert not status_of(clinic, NOW).is_on
    event(clinic, "a", NOW - timedelta(hours=1))
    known = status_of(clinic, NOW)
    assert (known.is_on, known.last_at) == (True, NOW - timedelta(hours=1))


def test_a_change_that_only_a_poll_found_is_counted(clinic):
    keyed(clinic)
    event(clinic, "a", NOW - timedelta(hours=5))
    found_by_poll(clinic, 30)
    told = found_by_poll(clinic, 40)
    event(clinic, told.zocdoc_id, NOW - timedelta(minutes=41))
    soon_told = found_by_poll(clinic, 50)
    event(clinic, soon_told.zocdoc_id, NOW - timedelta(minutes=49))
    found_by_poll(clinic, 1)
    found_by_poll(clinic, 6 * 60)
    found_by_poll(clinic, 30, channel="operation")
    found_by_poll(factories.connection(), 30)
    assert status_of(clinic, NOW).untold == 1


def test_refused_deliveries_of_the_last_days_are_counted_by_reason(clinic):
    for reason, days in (("forged", 0), ("forged", 6), ("forged", 7), ("clock", 1), ("accepted", 1), ("repeated", 0)):
        count(clinic, reason, now=NOW - timedelta(days=days))
    known = status_of(clinic, NOW)
    assert known.counts == {"accepted": 1, "repeated": 1, "forged": 2, "clock": 1}
    assert known.refused == 3


def test_old_deliveries_counts_and_retired_keys_are_removed(clinic):
    now = timezone.now()
    keyed(clinic)
    keyed(clinic, retired_at=now - timedelta(days=91))
    keyed(clinic, retired_at=now - timedelta(days=89))
    event(clinic, "old", now - timedelta(days=31), state="done")
    event(clinic, "waits", now - timedelta(days=31))
    event(clinic, "new", now - timedelta(days=29), state="done")
    count(clinic, "forged", now=now - timedelta(days=92))
    count(clinic, "forged", now=now)
    assert prune_webhooks(now) == {"webhooks": 1, "counts of webhooks": 1, "retired webhook keys": 1}
    left = WebhookEvent.objects.order_by("zocdoc_id").values_list("zocdoc_id", flat=True)
    assert (list(left), WebhookCount.objects.count(), WebhookKey.objects.count()) == (["new", "waits"], 1, 2)
