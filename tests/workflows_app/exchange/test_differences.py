from dataclasses import replace

import pytest

from tests.workflows_app.exchange.conftest import CONFIRM, EACH, WHOLE
from workflows_app.exchange.definition import StepLine
from workflows_app.exchange.differences import differences
from workflows_app.exchange.words import filter_words, trigger_words

STOP = StepLine(key="stop", kind="stop")


def test_the_same_has_no_difference():
    assert differences(WHOLE, replace(WHOLE)) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": "Other"}, ["Name: Confirm → Other"]),
        ({"sees_own_writes": False}, ["Own writes trigger it again: yes → no"]),
        (
            {"trigger": "manual", "trigger_options": {}},
            ["Trigger: Appointment updated: moved → Only by hand"],
        ),
        ({"filter": {}}, ["Filter: “Started late” is not so → none"]),
        ({"steps": (EACH,)}, ["Step “Confirm appointment” was removed."]),
        ({"steps": (CONFIRM, EACH, STOP)}, ["Step “Stop” was added."]),
        ({"steps": (EACH, CONFIRM)}, ["The order is now: For each, Add a tag, Confirm appointment."]),
        (
            {"steps": (replace(CONFIRM, config={"appointment_id": "x"}), EACH)},
            ["Step “Confirm appointment”, Appointment id: {{ trigger.appointment.id }} → x"],
        ),
        (
            {"steps": (replace(CONFIRM, is_enabled=False, goes_on=True), EACH)},
            [
                "Step “Confirm appointment”, enabled: yes → no",
                "Step “Confirm appointment”, goes on when it fails: no → yes",
            ],
        ),
    ],
)
def test_each_difference_is_a_sentence(change, told):
    assert differences(WHOLE, replace(WHOLE, **change)) == told


def test_triggers_and_filters_are_read_as_words():
    assert trigger_words("schedule", {"every_minutes": 30}) == "On a schedule: every 30 minutes"
    assert trigger_words("schedule", {"at": "07:30", "weekdays": [0, 4]}) == "On a schedule: 07:30, Mon, Fri"
    assert trigger_words("schedule", {"at": "07:30"}) == "On a schedule: 07:30, every day"


@pytest.mark.parametrize(
    ("first", "last", "statuses", "told"),
    [
        (0, 0, ["confirmed", "rescheduled"], "of today that is confirmed or rescheduled"),
        (-1, 1, [], "from yesterday to tomorrow"),
        (-3, 60, ["no_show"], "from 3 days ago to 60 days ahead that is no-show"),
    ],
)
def test_the_appointments_of_a_schedule_are_told_in_words(first, last, statuses, told):
    asked = {"from_days": first, "to_days": last, "statuses": statuses}
    words = trigger_words("schedule", {"every_minutes": 5, "appointments": asked})
    assert words == f"On a schedule: every 5 minutes, for each appointment {told}"


def test_a_condition_that_nobody_has_filled_in_has_a_gap_in_its_words():
    unsaid = {"conditions": [{"field": "trigger.appointment.local_date", "operator": "equals", "value": ""}]}
    assert filter_words(unsaid) == "“Day” is …"
    assert trigger_words("appointment_updated", {"kinds": ["moved"], "fields": ["notes"]}) == (
        "Appointment updated: moved or notes changed"
    )
    confirmed = {"field": "trigger.appointment.status", "operator": "equals", "value": "confirmed"}
    late = {"match": "any", "conditions": [{"field": "trigger.late", "operator": "yes"}, confirmed]}
    assert filter_words({"match": "all", "conditions": [confirmed, late]}) == (
        "“Status” is Confirmed and (“Started late” is so or “Status” is Confirmed)"
    )
