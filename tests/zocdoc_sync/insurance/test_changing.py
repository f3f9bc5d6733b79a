from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.zocdoc_sync.insurance.conftest import DENTAL, ELSEWHERE, later, moment, place_named, plans
from tests.zocdoc_sync.operations.standin import effects, sent
from zocdoc_sync.insurance import changing
from zocdoc_sync.insurance.changing import Wish, change_plans
from zocdoc_sync.insurance.errors import (
    ChangedMeanwhile,
    ManagedElsewhere,
    NothingToChange,
    NotOffered,
    PlaceNotRead,
    WouldTakeNone,
)
from zocdoc_sync.insurance.reading import read_place
from zocdoc_sync.insurance.verifying import verify
from zocdoc_sync.models import InsuranceChange, Job, OperationLog
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import NotPermitted

UPDATE = "updateProviderLocationInsuranceMappings"


def test_an_added_plan_is_shown_as_being_added_until_zocdoc_shows_it(sandbox, place, ask, accepted):
    asked = ask("Add", DENTAL)
    assert (asked.outcome.ok, asked.change.state) == (True, "asked")
    assert plans(place) == {"active": set(accepted), "being_added": {DENTAL}}
    job = Job.objects.get(kind="insurance.verify")
    assert (job.payload, job.due_at) == ({"change_id": asked.change.pk}, asked.change.asked_at + timedelta(seconds=30))
    later(sandbox)
    assert verify(asked.change, now=moment(seconds=30)) is None
    assert (asked.change.state, plans(place)) == ("applied", {"active": {*accepted, DENTAL}})


def test_a_removed_plan_is_shown_as_being_removed_and_then_not_at_all(sandbox, place, ask, accepted):
    asked = ask("Remove", accepted[0])
    assert plans(place) == {"active": set(accepted[1:]), "being_removed": {accepted[0]}}
    place.insurance.refresh_from_db()
    assert (place.insurance.accepted_count, place.insurance.changing_count) == (len(accepted), 1)
    later(sandbox)
    verify(asked.change, now=moment(seconds=30))
    assert plans(place) == {"active": set(accepted[1:])}


def test_only_what_is_not_so_already_is_sent(place, ask, accepted):
    asked = ask("Add", DENTAL, accepted[0])
    assert asked.change.plan_ids == [DENTAL]
    with pytest.raises(NothingToChange):
        ask("Add", DENTAL)


def test_replacing_asks_again_when_the_plans_are_not_those_that_were_shown(sandbox, ask, accepted):
    with pytest.raises(ChangedMeanwhile, match="1 came, 0 went"):
        ask("Replace", DENTAL, shown=frozenset(accepted[1:]))
    assert sent(sandbox, UPDATE) == 0
    assert ask("Replace", DENTAL, shown=frozenset(accepted)).outcome.ok


@pytest.mark.parametrize("way", ["Remove", "Replace"])
def test_taking_all_plans_away_needs_their_number_typed(sandbox, place, ask, accepted, way):
    all_of_them = accepted if way == "Remove" else []
    for typed in ("", "yes", "11"):
        with pytest.raises(WouldTakeNone, match="all 12 accepted plans"):
            ask(way, *all_of_them, typed=typed)
    assert sent(sandbox, UPDATE) == 0
    assert ask(way, *all_of_them, typed=" 12 ").outcome.ok
    assert plans(place) == {"being_removed": set(accepted)}


def test_a_plan_that_zocdoc_does_not_offer_there_is_named_and_not_sent(sandbox, ask, accepted):
    with pytest.raises(NotOffered, match=r"for this place: ip_2345\."):
        ask("Add", "ip_2345", DENTAL)
    assert sent(sandbox, UPDATE) == 0


def test_the_same_key_asks_once(sandbox, ask, accepted):
    first, again = ask("Add", DENTAL, key="form:once"), ask("Add", DENTAL, key="form:once")
    assert (first.change, first.outcome.log) == (again.change, again.outcome.log)
    assert (effects(sandbox), InsuranceChange.objects.count()) == ([UPDATE], 1)


def test_a_place_that_is_managed_elsewhere_is_told_so_in_zocdocs_words(sandbox, clinic, ask, accepted):
    other = place_named(clinic, ELSEWHERE)
    with pytest.raises(ManagedElsewhere, match="managed by the practice"):
        ask("Add", DENTAL, where=other)
    assert "managed by the practice" in other.insurance.managed_by
    assert sent(sandbox, UPDATE) == 0


def test_a_place_that_cannot_be_read_is_not_changed(sandbox, ask, accepted):
    sandbox.faults([{"operation": "getProviderLocationInsuranceMappings", "kind": "null_fields"}])
    with pytest.raises(PlaceNotRead, match="an accepted plan without its id"):
        ask("Add", DENTAL)
    assert sent(sandbox, UPDATE) == 0


def test_a_refused_change_leaves_the_mirror_as_it_was(sandbox, place, ask, accepted):
    sandbox.faults([{"operation": UPDATE, "kind": "403"}])
    asked = ask("Add", DENTAL)
    assert (asked.outcome.ok, asked.change.state) == (False, "refused")
    assert plans(place) == {"active": set(accepted)}


def test_a_lost_answer_is_followed_until_zocdoc_shows_the_plan(sandbox, place, ask, accepted):
    sandbox.faults([{"operation": UPDATE, "kind": "drop_after", "times": 1}])
    asked = ask("Add", DENTAL)
    assert (asked.outcome.state, asked.change.state) == ("unknown", "asked")
    assert plans(place)["being_added"] == {DENTAL}
    later(sandbox)
    verify(asked.change, now=moment(seconds=30))
    assert (asked.change.state, effects(sandbox)) == ("applied", [UPDATE])


def test_a_process_that_dies_before_or_while_it_sends_leaves_a_change_that_is_settled(
    place, ask, accepted, monkeypatch
):
    class Killed(BaseException):
        """As SIGKILL: no handler of the product sees it."""

    def dies(*_args, **_named):
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(changing, "perform", dies)
        with pytest.raises(Killed):
            ask("Add", DENTAL)
    change = InsuranceChange.objects.get()
    assert (change.state, Job.objects.filter(kind="insurance.verify").count()) == ("planned", 1)
    assert verify(change, now=moment(seconds=30)) is not None
    assert verify(change, now=moment(minutes=6)) is None
    assert (change.state, change.sentence[:40]) == ("refused", "The program ended before it was sent: no")
    with monkeypatch.context() as dying:
        dying.setattr(changing, "follow", dies)
        with pytest.raises(Killed):
            ask("Add", DENTAL)
    sent_one = InsuranceChange.objects.exclude(pk=change.pk).get()
    assert sent_one.state == "planned"
    verify(sent_one, now=moment(seconds=30))
    assert (sent_one.state, sent_one.operation) == ("asked", OperationLog.objects.get())


def test_a_person_without_the_permission_changes_nothing(sandbox, clinic, place, accepted):
    someone = User.objects.create_user("viewer")
    clinic.members.add(someone)
    with pytest.raises(NotPermitted, match="Your role does not allow"):
        change_plans(Wish(place, "Add", frozenset({DENTAL})), actor=Actor.of(someone), now=timezone.now())
    assert (sent(sandbox, UPDATE), InsuranceChange.objects.count()) == (0, 0)


def test_what_was_read_before_a_newer_reading_does_not_overwrite_it(place, actor, sandbox, ask, accepted):
    read_place(place, actor=actor, now=moment(minutes=1))
    ask("Add", DENTAL)
    later(sandbox)
    read_place(place, actor=actor, now=timezone.now() - timedelta(hours=1))
    assert DENTAL not in plans(place)["active"]
