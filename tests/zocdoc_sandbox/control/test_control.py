"""The control interface."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest

from tests.zocdoc_sandbox.conftest import Api

LIST = "/v1/appointments"


def test_a_change_from_outside_moves_the_instant_of_change(sandbox, api):
    made = sandbox.appointments({"status": "confirmed", "last_modified_time_utc": "2026-01-01T00:00:00Z"})[0]
    sandbox.control("PATCH", f"appointments/{made}", {"status": "cancelled", "notes": "by phone"})
    seen = api.get(f"{LIST}/{made}").json()["data"]
    assert (seen["appointment_status"], seen["notes"]) == ("cancelled", "by phone")
    assert seen["last_modified_time_utc"] > "2026-01-01T00:00:00Z"
    assert sandbox.effects() == []


def test_an_exact_instant_can_be_given_with_a_change(sandbox, api):
    made = sandbox.appointments({})[0]
    sandbox.control("PATCH", f"appointments/{made}", {"last_modified_time_utc": "2026-02-03T04:05:06Z"})
    assert api.get(f"{LIST}/{made}").json()["data"]["last_modified_time_utc"] == "2026-02-03T04:05:06Z"


def test_a_deleted_appointment_is_gone_for_the_api(sandbox, api):
    gone, kept = sandbox.appointments({}, {})
    sandbox.control("DELETE", f"appointments/{gone}")
    assert [row["appointment_id"] for row in api.get(LIST).json()["data"]] == [kept]
    assert api.get(f"{LIST}/{gone}").status_code == 404


def test_the_clock_moves_the_date_header_and_what_is_stored(sandbox, api):
    sandbox.control("POST", "clock", {"offset_seconds": -300})
    made = sandbox.appointments({})[0]
    now = datetime.now(UTC)
    shown = parsedate_to_datetime(api.get(f"{LIST}/{made}").headers["Date"])
    created = datetime.fromisoformat(sandbox.appointment(made)["created_time_utc"])
    for moment in (shown, created):
        assert 290 < (now - moment).total_seconds() < 310


def test_the_clock_goes_on_from_a_given_instant(sandbox, api):
    sandbox.control("POST", "clock", {"now": "2026-12-24T18:00:00Z"})
    made = sandbox.appointments({})[0]
    assert sandbox.appointment(made)["created_time_utc"].startswith("2026-12-24T18:00:0")


def test_the_logs_grow_and_are_read_from_an_id_on(sandbox, api):
    one, other = sandbox.appointments({"status": "pending_booking"}, {"status": "pending_booking"})
    api.act("confirm", one)
    mark = sandbox.requests()[-1]["id"]
    api.act("confirm", other)
    later = sandbox.requests(since=mark)
    assert [(row["operationId"], row["status"], row["effect"]) for row in later] == [("confirmAppointment", 200, True)]
    assert [row["appointment_id"] for row in sandbox.effects()] == [one, other]
    assert [row["appointment_id"] for row in sandbox.effects(since=sandbox.effects()[0]["id"])] == [other]


def test_a_refused_write_has_no_effect_in_the_log(sandbox, api):
    made = sandbox.appointments({"status": "cancelled"})[0]
    assert api.act("confirm", made).status_code == 409
    entry = sandbox.requests()[-1]
    assert (entry["status"], entry["effect"], sandbox.effects()) == (409, False, [])


def test_thousands_are_generated_with_many_of_one_instant(sandbox, api):
    made = sandbox.generate(count=600, same_instant=150, instant="2026-06-01T00:00:00Z", status="confirmed")
    moment = "2026-06-01T00:00:00Z"
    same = api.get(LIST, last_modified_time_utc_min=moment, last_modified_time_utc_max=moment).json()["total_count"]
    assert (len(set(made)), same) == (600, 150)
    assert sandbox.control("GET", "state")["statuses"] == {"confirmed": 600}


def test_a_reset_forgets_everything_but_the_credentials(sandbox, api):
    sandbox.appointments({})
    sandbox.control("POST", "rate_limits", {"reads": 1})
    sandbox.faults([{"kind": "500"}])
    state = sandbox.reset("empty")
    assert (state["appointments"], state["requests"], state["tokens"], state["clients"]) == (0, 0, 0, 2)
    assert sandbox.token()


def test_the_clinic_is_a_believable_week(sandbox):
    state = sandbox.reset("clinic")
    assert state["appointments"] == 120
    assert len(state["statuses"]) >= 6
    assert state["statuses"]["pending_booking"] >= 8
    assert state["calendar_days"] >= 6 * 25


def test_two_clinics_have_the_same_people(sandbox):
    people = []
    for _ in range(2):
        sandbox.reset("clinic")
        api = Api(sandbox)
        rows = api.get(LIST, page_size=3, sort_direction="ascending").json()["data"]
        people.append(
            [api.get(f"{LIST}/{row['appointment_id']}/participants").json()["data"]["patient"] for row in rows]
        )
    assert people[0] == people[1]
    assert len({patient["email_address"] for patient in people[0]}) == 3


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "reset", {"seed": "hospital"}),
        ("POST", "appointments", [{"colour": "green"}]),
        ("POST", "appointments", {"generate": {"number": 3}}),
        ("POST", "clients", {"secret": "x"}),
        ("POST", "clients", {"client_id": "x", "colour": "green"}),
        ("POST", "switches", {"gravity": 1}),
        ("POST", "switches", {"explicit_nulls": "no"}),
        ("PUT", "state", {}),
    ],
)
def test_what_is_not_understood_is_refused(sandbox, method, path, body):
    with pytest.raises(RuntimeError, match=r"40[05]"):
        sandbox.control(method, path, body)


def test_answers_are_packed_only_when_asked(sandbox, api):
    sandbox.appointments(*[{}] * 5)
    packed = api.get(LIST)
    headers = {"Authorization": f"Bearer {api.token}", "Accept-Encoding": "identity"}
    plain = sandbox.session.get(sandbox.url + LIST, headers=headers, timeout=10)
    assert (packed.headers["Content-Encoding"], "Content-Encoding" in plain.headers) == ("gzip", False)
    assert packed.json()["data"] == plain.json()["data"]


def test_a_page_in_a_browser_cannot_steer(sandbox):
    made = sandbox.appointments({})[0]
    headers = {"Origin": "http://elsewhere.example"}
    address = f"{sandbox.url}/_control/appointments/{made}"
    assert sandbox.session.delete(address, headers=headers, timeout=10).status_code == 403
    assert sandbox.appointment(made)["appointment_id"] == made
