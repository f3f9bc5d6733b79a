from datetime import UTC, datetime, timedelta

import pytest

from tests.workflows_app.steps.circumstances import defaults, performing, problems, run
from tests.zocdoc_sync import factories
from workflows_app.steps.results import Failed, Sleep
from workflows_app.values.rendering import render

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # a Monday, 10:00 in New York


@pytest.fixture
def clinic(db):
    return factories.connection()


@pytest.mark.parametrize(
    ("given", "until"),
    [
        ({"amount": "90", "unit": "minutes"}, NOW + timedelta(minutes=90)),
        ({"amount": 2, "unit": "hours"}, NOW + timedelta(hours=2)),
        ({"amount": "1.5", "unit": "days"}, NOW + timedelta(hours=36)),
        ({"amount": 0, "unit": "days"}, NOW),
    ],
)
def test_a_run_waits_for_a_time(given, until, clinic):
    assert run("wait.for", given, clinic, now=NOW).until == until


def test_a_wait_is_told_in_the_location_s_zone(clinic):
    place = factories.location(clinic, time_zone="America/New_York")
    appointment = factories.appointment(clinic, location=place)
    result = run("wait.for", {"amount": "1", "unit": "hours"}, clinic, appointment, now=NOW)
    assert result.sentence == "Waits until 2026-03-02 11:00 EST."


@pytest.mark.parametrize(
    ("given", "until"),
    [
        ({"amount": "1", "unit": "days", "side": "before"}, datetime(2026, 3, 4, 15, 0, tzinfo=UTC)),
        ({"amount": "30", "unit": "minutes", "side": "after"}, datetime(2026, 3, 5, 15, 30, tzinfo=UTC)),
        ({}, datetime(2026, 3, 5, 15, 0, tzinfo=UTC)),
    ],
)
def test_a_run_waits_until_before_or_after_the_start(given, until, clinic):
    appointment = factories.appointment(clinic)
    start = render("{{ trigger.appointment.start_time }}", performing(clinic, appointment, now=NOW).scope)
    assert run("wait.until", {"time": start, **given}, clinic, now=NOW).until == until


def test_what_is_past_is_not_waited_for(clinic):
    result = run("wait.until", {"time": "2026-03-01T00:00:00+00:00"}, clinic, now=NOW)
    assert (type(result), result.sentence) == (Sleep, "It was time already.")


HOURS = {"from": "08:00", "to": "17:00", "zone": "America/New_York"}


@pytest.mark.parametrize(
    ("now", "given", "until"),
    [
        (NOW, {}, NOW),
        (NOW.replace(hour=11), {}, NOW.replace(hour=13)),
        (NOW.replace(hour=22), {}, datetime(2026, 3, 3, 13, 0, tzinfo=UTC)),
        (datetime(2026, 3, 6, 22, 0, tzinfo=UTC), {}, datetime(2026, 3, 9, 12, 0, tzinfo=UTC)),
        (NOW, {"weekdays": ["5"]}, datetime(2026, 3, 7, 13, 0, tzinfo=UTC)),
        (NOW, {"weekdays": "5, 6"}, datetime(2026, 3, 7, 13, 0, tzinfo=UTC)),
        (NOW.replace(hour=22), {"weekdays": [0]}, datetime(2026, 3, 9, 12, 0, tzinfo=UTC)),
    ],
    ids=["open", "before", "after", "over the weekend and into summer time", "one day", "as text", "next week"],
)
def test_a_run_waits_for_opening_hours_in_wall_time(now, given, until, clinic):
    assert run("wait.opening", {**HOURS, **given}, clinic, now=now).until == until


@pytest.mark.parametrize(
    ("kind", "given", "sentence"),
    [
        ("wait.for", {"amount": "400", "unit": "days"}, "A run waits for a year at most."),
        ("wait.for", {"amount": "long", "unit": "days"}, "A span is a number of minutes, hours or days."),
        ("wait.until", {"time": None}, "A time is written like 2026-11-30T14:30:00-05:00."),
        ("wait.until", {}, "A time is written like 2026-11-30T14:30:00-05:00."),
        ("wait.opening", {"from": "8", "to": "17:00"}, "Opening hours are two times of day, such as 08:00 and 17:00."),
        ("wait.opening", {**HOURS, "weekdays": ["Mo"]}, "A weekday is a number from 0 (Monday) to 6 (Sunday)."),
        ("wait.opening", {**HOURS, "to": "07:00"}, "It closes before it opens."),
        ("wait.opening", {**HOURS, "zone": "Mars/Base"},
         "There is no time zone Mars/Base: write it like America/New_York."),
    ],
)  # fmt: skip
def test_what_is_no_time_fails_in_one_sentence(kind, given, sentence, clinic):
    assert run(kind, given, clinic, now=NOW) == Failed("wrong_time", sentence)


@pytest.mark.parametrize(
    ("kind", "config", "fields"),
    [
        ("wait.for", {}, ["amount"]),
        ("wait.for", {"amount": "{{ item }}", "unit": "days"}, []),
        ("wait.for", {"amount": "-1", "unit": "days"}, ["amount"]),
        ("wait.until", {}, ["time"]),
        ("wait.opening", {}, ["from"]),
        ("wait.opening", {**HOURS, "weekdays": ["7"]}, ["weekdays"]),
        ("wait.opening", {**HOURS, "to": "08:00"}, ["to"]),
        ("wait.opening", HOURS, []),
    ],
)
def test_a_configuration_is_checked_before_it_is_saved(kind, config, fields):
    assert [field for field, _ in problems(kind, config)] == fields


@pytest.mark.parametrize("kind", ["wait.for", "wait.until", "wait.opening"])
def test_what_the_builder_offers_can_run(kind, clinic):
    appointment = factories.appointment(clinic)
    given = render(defaults(kind), performing(clinic, appointment, now=NOW).scope)
    assert (problems(kind, defaults(kind)), type(run(kind, given, clinic, appointment, now=NOW))) == ([], Sleep)
