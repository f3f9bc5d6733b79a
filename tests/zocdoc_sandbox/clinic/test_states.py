"""Which action an appointment allows in which state."""

import pytest

from tests.zocdoc_sandbox.conftest import ago, ahead
from zocdoc_sandbox.clinic.states import STATUSES, allows

OPEN = {"pending_booking", "confirmed", "pending_reschedule", "rescheduled"}
TABLE = {
    "confirm": {"pending_booking"},
    "cancel": {*OPEN, "booking_failed", "reschedule_failed"},
    "reschedule": OPEN,
    "arrived": {*OPEN, "reschedule_failed"},
    "no_show": {*OPEN, "reschedule_failed"},
}
PLACE = "pr_confirmed|lo_confirmed"


def test_the_table_of_states_is_the_documented_one():
    assert {action: {status for status in STATUSES if allows(action, status)} for action in TABLE} == TABLE


@pytest.mark.parametrize("action", [name for name in TABLE if name != "reschedule"])
def test_the_servers_refuse_what_the_table_does_not_allow(sandbox, api, action):
    start = ago(hours=5) if action == "no_show" else ahead(days=1)
    made = dict(
        zip(STATUSES, sandbox.appointments(*({"status": each, "start_time": start} for each in STATUSES)), strict=True)
    )
    codes = {status: api.act(action, one).status_code for status, one in made.items()}
    assert codes == {status: 200 if status in TABLE[action] else 409 for status in STATUSES}
    changed = {effect["appointment_id"] for effect in sandbox.effects()}
    assert changed == {made[status] for status in TABLE[action]}


def test_a_move_is_refused_as_a_bad_request_where_the_state_forbids_it(sandbox, api):
    reason = api.reason()
    rows = [{"status": each, "provider_location_id": PLACE, "visit_reason_id": reason} for each in STATUSES]
    made = dict(zip(STATUSES, sandbox.appointments(*rows), strict=True))
    free = iter(api.free(PLACE))
    codes = {status: api.act("reschedule", one, start_time=next(free)).status_code for status, one in made.items()}
    assert codes == {status: 200 if status in OPEN else 400 for status in STATUSES}


@pytest.mark.parametrize(("confirmation", "after"), [("auto", "rescheduled"), ("manual", "pending_reschedule")])
def test_a_moved_appointment_takes_the_new_time_and_waits_when_the_practice_confirms_by_hand(
    sandbox, api, confirmation, after
):
    row = {"status": "confirmed", "provider_location_id": PLACE, "confirmation_type": confirmation}
    made = sandbox.appointments(row | {"visit_reason_id": api.reason()})[0]
    start = api.free(PLACE)[0]
    assert api.act("reschedule", made, start_time=start).json()["data"]["appointment_status"] == after
    seen = api.get(f"/v1/appointments/{made}").json()["data"]
    assert (seen["start_time"], seen["appointment_status"]) == (start, after)
    assert start not in api.free(PLACE)


def test_a_time_that_availability_does_not_offer_is_refused(sandbox, api):
    made = sandbox.appointments({"status": "confirmed", "provider_location_id": PLACE, "visit_reason_id": api.reason()})
    answer = api.act("reschedule", made[0], start_time="2020-01-06T09:00:00-05:00")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "start_time")


@pytest.mark.parametrize(
    ("start", "code"),
    [({"hours": 1}, 200), ({"hours": 47}, 200), ({"hours": 49}, 400), ({"hours": -1}, 400)],
)
def test_a_no_show_is_set_from_the_start_to_two_days_later(sandbox, api, start, code):
    made = sandbox.appointments({"status": "confirmed", "start_time": ago(**start)})[0]
    assert api.act("no_show", made).status_code == code
    assert sandbox.appointment(made)["appointment_status"] == ("no_show" if code == 200 else "confirmed")


def test_arrived_is_accepted_and_never_read_back(sandbox, api):
    made = sandbox.appointments({"status": "confirmed"})[0]
    answer = api.act("arrived", made)
    assert answer.json()["data"]["appointment_status"] == "confirmed"
    assert api.get(f"/v1/appointments/{made}").json()["data"]["appointment_status"] == "confirmed"
    assert sandbox.appointment(made)["arrived"] is True


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 200),
        ({"cancellation_reason_type": "provider_not_available"}, 200),
        ({"cancellation_reason_type": "other_provider_reason", "cancellation_reason": "Burst pipe"}, 200),
        ({"cancellation_reason_type": "provider_not_available", "cancellation_reason": "Burst pipe"}, 400),
        ({"cancellation_reason": "Burst pipe"}, 400),
        ({"cancellation_reason_type": "weather"}, 400),
    ],
)
def test_a_free_text_of_cancellation_needs_one_of_the_other_reasons(sandbox, api, body, code):
    made = sandbox.appointments({"status": "confirmed"})[0]
    assert api.act("cancel", made, **body).status_code == code
    stored = sandbox.appointment(made)
    assert stored["appointment_status"] == ("cancelled" if code == 200 else "confirmed")
    assert (stored["cancellation_reason"] or "") == (body.get("cancellation_reason", "") if code == 200 else "")


def test_every_change_makes_the_appointment_newer(sandbox, api):
    made = sandbox.appointments({"status": "pending_booking", "last_modified_time_utc": ago(days=1)})[0]
    before = sandbox.appointment(made)["last_modified_time_utc"]
    api.act("confirm", made)
    assert sandbox.appointment(made)["last_modified_time_utc"] > before
