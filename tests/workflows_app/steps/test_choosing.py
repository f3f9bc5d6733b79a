from datetime import timedelta

import pytest
from django.utils import timezone

from tests.workflows_app.steps.circumstances import problems, run
from tests.zocdoc_sync.operations.standin import sent
from workflows_app.steps.choosing import _slots
from workflows_app.steps.results import Done, Failed, Stop, TryAgain
from workflows_app.values.moments import moment

AVAILABILITY = "getProviderLocationsAvailability"
ONE, OTHER = "pr_pending|lo_pending", "pr_confirmed|lo_confirmed"


@pytest.fixture
def reason(sandbox):
    headers = {"Authorization": f"Bearer {sandbox.token()}"}
    answer = sandbox.session.get(f"{sandbox.url}/v1/provider_locations/{ONE}", headers=headers, timeout=10)
    return answer.json()["data"]["provider"]["default_visit_reason_id"]


@pytest.fixture
def choose(clinic, reason):
    def chosen(*places, **given):
        fields = {"provider_location_ids": list(places or [ONE]), "visit_reason_id": reason, "patient_type": "new"}
        return run("choose_slot", {**fields, **given}, clinic)

    return chosen


def listed(choose, sandbox, clinic, reason, *places):
    """Return all starts of the next days, as the read itself gives them."""
    fields = {"provider_location_ids": list(places), "visit_reason_id": reason, "patient_type": "new"}
    return sorted(_slots(run(f"zocdoc.{AVAILABILITY}", fields, clinic).output))


def test_the_first_free_time_is_chosen_with_those_that_follow(choose, sandbox, clinic, reason):
    known = listed(choose, sandbox, clinic, reason, ONE)
    found = choose().output
    assert (found["found"], found["provider_location_id"], moment(found["start_time"])) == (True, ONE, known[0][0])
    assert [moment(one["start_time"]) for one in found["others"]] == [start for start, _ in known[1:6]]


def test_any_of_several_places_may_be_chosen(choose, sandbox, clinic, reason):
    found = choose(ONE, OTHER).output
    both = [
        {"start_time": found["start_time"], "provider_location_id": found["provider_location_id"]},
        *found["others"],
    ]
    assert {one["provider_location_id"] for one in both} == {ONE, OTHER}
    assert [one["start_time"] for one in both] == sorted(one["start_time"] for one in both)


def test_places_may_be_a_text_with_commas(choose):
    assert choose(provider_location_ids=f"{ONE}, {OTHER}").output["found"] is True


@pytest.mark.parametrize("weekday", [0, 3])
def test_weekdays_and_hours_are_those_of_the_place(weekday, choose):
    output = choose(weekdays=[str(weekday)], **{"from": "13:00", "to": "14:00"}).output
    starts = [moment(one["start_time"]) for one in (output, *output["others"])]
    assert {(start.weekday(), start.hour) for start in starts} == {(weekday, 13)}


def test_a_time_after_another_is_chosen(choose):
    after = timezone.now() + timedelta(days=40)
    chosen = moment(choose(after=after.isoformat(), days="5").output["start_time"])
    assert after < chosen <= after + timedelta(days=5)


def test_the_days_are_asked_in_spans_that_zocdoc_answers_and_no_further_than_needed(choose, sandbox):
    choose(days="150")
    assert sent(sandbox, AVAILABILITY) == 1
    assert choose(days="100", **{"from": "03:00", "to": "04:00"}) == Failed("no_slot", "No free time suits.")
    assert sent(sandbox, AVAILABILITY) == 1 + 4


@pytest.mark.parametrize(
    ("if_none", "result"),
    [
        ("fail", Failed("no_slot", "No free time suits.")),
        ("", Failed("no_slot", "No free time suits.")),
        ("stop", Stop("No free time suits.", filtered=True)),
    ],
)
def test_without_a_time_that_suits_the_run_does_what_was_chosen(if_none, result, choose):
    assert choose(if_none=if_none, **{"from": "03:00", "to": "04:00"}) == result


def test_a_run_that_goes_on_without_a_time_can_tell(choose):
    result = choose(if_none="go_on", **{"from": "03:00", "to": "04:00"})
    assert isinstance(result, Done)
    assert (result.output["found"], result.output["start_time"]) == (False, None)


def test_a_read_that_fails_is_never_taken_for_no_free_time(choose, sandbox, monkeypatch):
    monkeypatch.setattr("zocdoc_sync.client.sender.pause", lambda *_: 0.0)
    sandbox.faults([{"operation": AVAILABILITY, "kind": "500", "times": 9}])
    assert isinstance(choose(if_none="go_on"), TryAgain)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"from": "8 o'clock"}, "The hours are two times of day, such as 08:00 and 17:00."),
        ({"days": "151"}, "It looks 1 to 150 days ahead."),
        ({"days": "-1"}, "It looks 1 to 150 days ahead."),
        ({"days": "many"}, "It looks 1 to 150 days ahead."),
        ({"after": "soon"}, "A time is written like 2026-11-30T14:30:00-05:00."),
        ({"weekdays": "Monday"}, "A weekday is a number from 0 (Monday) to 6 (Sunday)."),
        ({"provider_location_ids": None}, "It looks at 1 to 200 provider locations."),
    ],
)
def test_a_wish_that_cannot_be_read_fails_before_zocdoc_is_asked(given, sentence, choose, sandbox):
    assert choose(**given) == Failed("wrong_wish", sentence)
    assert sent(sandbox, AVAILABILITY) == 0


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({}, [("provider_location_ids", "Say where."), ("visit_reason_id", "Say what for."),
              ("patient_type", "Say who.")]),
        ({"days": "0"}, [("days", "It looks 1 to 150 days ahead.")]),
        ({"from": "25:00"}, [("from", "The hours are two times of day, such as 08:00 and 17:00.")]),
        ({"weekdays": ["7"]}, [("weekdays", "A weekday is a number from 0 (Monday) to 6 (Sunday).")]),
        ({"after": "{{ now | add_days: 1 }}", "days": "{{ item }}", "weekdays": "{{ item.days }}"}, []),
    ],
)  # fmt: skip
def test_a_configuration_is_checked_before_it_is_saved(config, found):
    needed = {} if not config else {"provider_location_ids": [ONE], "visit_reason_id": "pc_1", "patient_type": "new"}
    assert problems("choose_slot", {**needed, **config}) == found
