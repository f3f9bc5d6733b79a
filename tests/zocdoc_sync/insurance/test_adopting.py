from datetime import timedelta

from django.utils import timezone

from tests.zocdoc_sync.insurance.conftest import DENTAL, later, moment, plans
from zocdoc_sync.insurance.adopting import adopt_changes
from zocdoc_sync.insurance.verifying import verify
from zocdoc_sync.models import InsuranceChange, Job
from zocdoc_sync.operations.performing import perform

UPDATE = "updateProviderLocationInsuranceMappings"


def ask_elsewhere(clinic, place, actor):
    """Change what a place takes as a command or a workflow does."""
    fields = {"provider_location_id": place.zocdoc_id, "operation": "Add", "insurance_plan_ids": DENTAL}
    return perform(UPDATE, clinic, fields, actor=actor, now=timezone.now())


def test_a_change_through_another_door_is_followed_until_zocdoc_shows_it(sandbox, clinic, place, actor, accepted):
    ask_elsewhere(clinic, place, actor)
    assert [adopt_changes(timezone.now()) for _ in range(2)] == [1, 0]
    change = InsuranceChange.objects.get()
    assert (change.state, plans(place)["being_added"]) == ("asked", {DENTAL})
    assert Job.objects.filter(kind="insurance.verify", payload={"change_id": change.pk}).count() == 1
    later(sandbox)
    verify(change, now=moment(seconds=30))
    assert change.state == "applied"


def test_a_change_whose_answer_was_lost_is_followed_too(sandbox, clinic, place, actor, accepted):
    sandbox.faults([{"operation": UPDATE, "kind": "drop_after", "times": 1}])
    assert ask_elsewhere(clinic, place, actor).state == "unknown"
    assert adopt_changes(timezone.now()) == 1
    assert plans(place)["being_added"] == {DENTAL}


def test_what_was_refused_or_is_old_or_is_ours_is_left_alone(sandbox, place, actor, accepted, ask):
    sandbox.faults([{"operation": UPDATE, "kind": "403", "times": 1}])
    ask_elsewhere(place.connection, place, actor)
    ask("Add", DENTAL)
    InsuranceChange.objects.update(operation=None)
    assert adopt_changes(timezone.now()) == 0
    InsuranceChange.objects.all().delete()
    assert adopt_changes(timezone.now() + timedelta(hours=1)) == 0
    assert adopt_changes(timezone.now()) == 1
