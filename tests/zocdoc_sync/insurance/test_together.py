"""Two people at one place at the same time."""

from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone

from tests.zocdoc_sync.insurance.conftest import DENTAL, FIRST, later, place_named, plans
from tests.zocdoc_sync.operations.standin import connection_to, effects
from zocdoc_sync.insurance.changing import Wish, change_plans
from zocdoc_sync.insurance.errors import NothingToChange
from zocdoc_sync.insurance.reading import read_place
from zocdoc_sync.operations.actor import Actor

UPDATE = "updateProviderLocationInsuranceMappings"
ACTOR = Actor.system("scheduler")


@pytest.mark.django_db(transaction=True)
def test_two_who_add_the_same_plan_ask_once_and_the_second_is_told(sandbox):
    place = place_named(connection_to(sandbox), FIRST)
    told = []

    def add():
        wish = Wish(place, "Add", frozenset({DENTAL}))
        try:
            told.append(change_plans(wish, actor=ACTOR, now=timezone.now()).outcome.state)
        except NothingToChange:
            told.append("nothing")
        finally:
            connection.close()

    people = [Thread(target=add) for _ in range(2)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert (sorted(told), effects(sandbox)) == (["confirmed", "nothing"], [UPDATE])
    later(sandbox)
    read_place(place, actor=ACTOR, now=timezone.now())
    assert DENTAL in plans(place)["active"]
