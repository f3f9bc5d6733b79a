from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.operations.standin import connection_to
from zocdoc_sync.insurance.changing import Wish, change_plans
from zocdoc_sync.insurance.reading import read_place
from zocdoc_sync.operations.actor import Actor

FIRST, SECOND = "pr_confirmed|lo_confirmed", "pr_pending|lo_pending"
ELSEWHERE = "pr_ip_mapping_level_prac|lo_ip_mapping_level_prac"
DENTAL = "ip_6501"


@pytest.fixture
def clinic(sandbox, db):
    return connection_to(sandbox)


@pytest.fixture
def actor():
    return Actor.system("scheduler")


@pytest.fixture
def place(clinic):
    return place_named(clinic, FIRST)


def place_named(clinic, zocdoc_id):
    who, where = zocdoc_id.split("|")
    return factories.provider_location(
        clinic,
        zocdoc_id=zocdoc_id,
        provider=factories.provider(clinic, zocdoc_id=who, name=f"Dr. {who[3:]}"),
        location=factories.location(clinic, zocdoc_id=where, name=f"Office {where[3:]}", state="NY"),
    )


def plans(place):
    """Return what the mirror shows of a place, by state."""
    found = {}
    for zocdoc_id, state in place.plans.values_list("zocdoc_id", "state"):
        found.setdefault(state, set()).add(zocdoc_id)
    return found


def later(sandbox):
    """Let the stand-in apply what it accepted."""
    sandbox.control("POST", "clock", {"offset_seconds": 3})


def moment(**after):
    return timezone.now() + timedelta(**after)


@pytest.fixture
def ask(place, actor):
    def asking(way, *plan_ids, key=None, at=None, **more):
        wish = Wish(more.pop("where", place), way, frozenset(plan_ids), **more)
        return change_plans(wish, actor=actor, now=at or timezone.now(), key=key)

    return asking


@pytest.fixture
def accepted(place, actor):
    """The plans of the place as Zocdoc shows them, read into the mirror."""
    read_place(place, actor=actor, now=timezone.now())
    return sorted(plans(place)["active"])
