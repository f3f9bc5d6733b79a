from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync.insurance.conftest import DENTAL, later, moment, plans
from zocdoc_sync.insurance.jobs import verify_change
from zocdoc_sync.insurance.reading import read_place
from zocdoc_sync.insurance.verifying import verify
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.jobs.outcomes import GiveUp, Postpone
from zocdoc_sync.models import Alert

WAITS = (30, 120, 600, 3600)


def look(change):
    """Look at each of the four times and return what each look said."""
    said = []
    for seconds in WAITS:
        again = verify(change, now=change.asked_at + timedelta(seconds=seconds))
        said.append(again and again - change.asked_at)
    return said


def test_a_change_that_zocdoc_never_applies_is_told_after_an_hour(sandbox, place, ask, accepted):
    sandbox.control("POST", "switches", {"mapping_delay": 10_000_000})
    change = ask("Add", DENTAL).change
    assert look(change) == [timedelta(seconds=120), timedelta(seconds=600), timedelta(hours=1), None]
    change.refresh_from_db()
    assert (change.state, plans(place)) == ("not_applied", {"active": set(accepted)})
    alert = Alert.objects.get(code="insurance_not_applied")
    assert alert.sentence.startswith("Adding 1 plan at Dr. confirmed, Office confirmed: asked, not applied.")


def test_a_change_that_comes_through_after_all_closes_its_alert(sandbox, place, ask, actor, accepted):
    sandbox.control("POST", "switches", {"mapping_delay": 60})
    change = ask("Add", DENTAL).change
    look(change)
    assert Alert.objects.filter(closed_at=None).count() == 1
    sandbox.control("POST", "clock", {"offset_seconds": 61})
    read_place(place, actor=actor, now=moment(hours=2))
    change.refresh_from_db()
    assert (change.state, Alert.objects.filter(closed_at=None).count()) == ("applied", 0)
    assert DENTAL in plans(place)["active"]


def test_the_job_comes_back_until_it_is_settled(sandbox, ask, accepted):
    change = ask("Add", DENTAL).change

    def job(seconds):
        now = change.asked_at + timedelta(seconds=seconds)
        return verify_change({"change_id": change.pk}, JobContext(1, "insurance.verify", {}, "me", 1, 1, now))

    with pytest.raises(Postpone) as first:
        job(30)
    assert first.value.seconds == 90
    sandbox.faults([{"operation": "getProviderLocationInsuranceMappings", "kind": "500", "times": 1}])
    with pytest.raises(Postpone) as unreachable:
        job(120)
    assert unreachable.value.seconds == 60
    later(sandbox)
    job(180)
    change.refresh_from_db()
    assert change.state == "applied"


def test_the_job_of_a_change_that_is_gone_gives_up(db):
    with pytest.raises(GiveUp):
        verify_change({"change_id": 0}, JobContext(1, "insurance.verify", {}, "me", 1, 1, timezone.now()))
