from datetime import datetime

import pytest
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.operations.standin import connection_to
from tests.zocdoc_sync.timeslots.days import DAY, NEW_YORK
from zocdoc_sync.models import Location, Provider
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.timeslots.putting import put_day
from zocdoc_sync.timeslots.slot import Slot
from zocdoc_sync.timeslots.wish import Wish

DOWNTOWN, BROOKLYN = "lo_rvbnd1-midtwn_aX2f81Kd", "lo_rvbnd2-brklyn_bP7m20Qs"


@pytest.fixture
def provider(sandbox, db):
    owner = connection_to(sandbox)
    found = Provider.objects.create(connection=owner, zocdoc_id="pr_rvbnd2-lindqv_fK6d29Rb", name="Dr. Lindqvist")
    for zocdoc_id in (DOWNTOWN, BROOKLYN):
        place = Location.objects.create(connection=owner, zocdoc_id=zocdoc_id, time_zone=NEW_YORK)
        factories.provider_location(owner, provider=found, location=place)
    return found


@pytest.fixture
def actor():
    return Actor.system("scheduler")


def slots(*clocks, place=DOWNTOWN):
    return frozenset(Slot(place, datetime.fromisoformat(f"{DAY}T{clock}"), NEW_YORK) for clock in clocks)


@pytest.fixture
def put(provider, actor):
    """Put a day as a page does, over what was shown."""

    def putting(wanted, shown=frozenset(), *, said=(), typed="", key=None, now=None):
        wish = Wish(provider, DAY, shown, wanted, frozenset(said), typed)
        return put_day(wish, actor=actor, now=now or timezone.now(), key=key)

    return putting
