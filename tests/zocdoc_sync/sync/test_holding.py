from datetime import timedelta

import pytest

from tests.zocdoc_sync.factories import NOW
from zocdoc_sync.coordination.leases import acquire
from zocdoc_sync.models import Lease
from zocdoc_sync.sync.clock import Clock
from zocdoc_sync.sync.holding import LEASE_SECONDS, Holding, LeaseLost, holding

pytestmark = pytest.mark.django_db
NAME = "sync:appointments:1"
LATER = NOW + timedelta(seconds=LEASE_SECONDS + 1)


def held_since(when):
    return Holding(acquire(NAME, seconds=LEASE_SECONDS, now=when), Clock(LATER))


def test_a_lease_that_ran_out_in_a_pause_is_taken_up_again():
    held = held_since(NOW)
    held.keep()
    assert Lease.objects.get().fence == 2
    held.end()
    assert Lease.objects.get().expires_at < NOW


def test_a_lease_that_somebody_had_in_between_is_lost():
    held = held_since(NOW)
    acquire(NAME, seconds=0.001, now=NOW + timedelta(seconds=LEASE_SECONDS), owner="another")
    with pytest.raises(LeaseLost):
        held.keep()
    assert acquire(NAME, seconds=1, now=LATER, owner="third") is not None


def test_a_lease_that_somebody_has_is_lost():
    held = held_since(NOW)
    acquire(NAME, seconds=600, now=NOW + timedelta(seconds=LEASE_SECONDS), owner="another")
    with pytest.raises(LeaseLost):
        held.keep()


def test_only_one_holds_it():
    with holding(NAME, Clock(NOW)) as first, holding(NAME, Clock(NOW)) as second:
        assert (first is None, second) == (False, None)
