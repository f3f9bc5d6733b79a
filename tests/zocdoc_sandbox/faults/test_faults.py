"""Each fault does what it says, seen from the other end of the wire."""

import json
import socket
import time
from urllib.parse import urlsplit

import pytest
import requests

from tests.zocdoc_sandbox.conftest import Api

CONFIRM = "confirmAppointment"
LIST = "/v1/appointments"


def fault(sandbox, kind, operation="*", **more):
    sandbox.faults([{"operation": operation, "kind": kind, "times": 1, **more}])


def raw(api, path=LIST, seconds=10.0):
    """Return what a plain socket gets, and when, until the other side closes or the time is over."""
    address = urlsplit(api.sandbox.url)
    lines = [f"GET {path} HTTP/1.1", f"Host: {address.netloc}", f"Authorization: Bearer {api.token}", "", ""]
    with socket.create_connection((address.hostname, address.port), timeout=seconds) as connection:
        connection.sendall("\r\n".join(lines).encode())
        pieces = []
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and (piece := connection.recv(65536)):
            pieces.append((time.monotonic(), piece))
    return pieces


@pytest.fixture
def pending(sandbox):
    return sandbox.appointments({"status": "pending_booking"})[0]


@pytest.mark.parametrize(("kind", "status"), [("drop_before", "pending_booking"), ("drop_after", "confirmed")])
def test_a_dropped_write_gives_no_answer_and_only_one_kind_has_an_effect(sandbox, api, pending, kind, status):
    fault(sandbox, kind, CONFIRM)
    with pytest.raises(requests.ConnectionError):
        api.act("confirm", pending)
    assert sandbox.appointment(pending)["appointment_status"] == status
    entry = sandbox.requests()[-1]
    assert (entry["operationId"], entry["fault"], entry["status"]) == (CONFIRM, kind, None)
    assert entry["effect"] is (status == "confirmed")
    expected = [(pending, CONFIRM, entry["id"])] if status == "confirmed" else []
    assert [(one["appointment_id"], one["operation"], one["request"]) for one in sandbox.effects()] == expected


def test_a_dropped_connection_carries_not_one_byte(sandbox, api):
    fault(sandbox, "drop_before")
    assert raw(api) == []


@pytest.mark.parametrize(("kind", "code"), [("403", 403), ("429", 429), ("500", 500), ("502_html", 502)])
def test_an_error_is_answered_before_anything_is_done(sandbox, api, pending, kind, code):
    fault(sandbox, kind, CONFIRM)
    answer = api.act("confirm", pending)
    assert answer.status_code == code
    assert {"Retry-After", "X-RateLimit-Remaining"} & set(answer.headers) == set()
    assert answer.text.startswith("<html>") is (kind == "502_html")
    assert (sandbox.effects(), sandbox.appointment(pending)["appointment_status"]) == ([], "pending_booking")
    assert api.act("confirm", pending).status_code == 200


def test_html_can_come_with_200_after_the_write_is_done(sandbox, api, pending):
    fault(sandbox, "200_html", CONFIRM)
    answer = api.act("confirm", pending)
    assert (answer.status_code, answer.text[:6]) == (200, "<html>")
    assert sandbox.appointment(pending)["appointment_status"] == "confirmed"


def test_a_delay_holds_the_first_byte_back(sandbox, api):
    fault(sandbox, "delay", seconds=0.5)
    began = time.monotonic()
    assert api.get(LIST).status_code == 200
    assert 0.5 <= time.monotonic() - began < 5


def test_a_trickle_sends_one_byte_at_a_time(sandbox, api):
    fault(sandbox, "trickle", seconds=0.2)
    arrived = raw(api, "/v1/specialties/sp_153", seconds=3)
    head = [(moment, piece) for moment, piece in arrived if b"HTTP/1.1 200" in piece]
    assert len(head) == 1
    assert arrived[-1][0] - arrived[0][0] > 10 * 0.2
    ends = [number for number in range(len(arrived)) if b"\r\n\r\n" in b"".join(p for _, p in arrived[: number + 1])]
    # The headers come in pieces of their own; on a busy machine two bytes of the body may arrive together.
    assert max(len(piece) for _, piece in arrived[ends[0] + 1 :]) <= 3


def test_a_truncated_answer_is_shorter_than_it_says(sandbox, api):
    fault(sandbox, "truncated")
    head, _, body = b"".join(piece for _, piece in raw(api)).partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    assert 0 < len(body) < length
    fault(sandbox, "truncated")
    with pytest.raises(requests.RequestException):
        api.get(LIST)


def test_broken_json_is_whole_and_cannot_be_read(sandbox, api):
    fault(sandbox, "broken_json")
    answer = api.get(LIST)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.content)


def test_null_fields_empties_all_but_the_identity(sandbox, api, pending):
    whole = api.get(f"{LIST}/{pending}").json()["data"]
    fault(sandbox, "null_fields")
    nulled = api.get(f"{LIST}/{pending}").json()["data"]
    kept = {name for name, value in nulled.items() if value is not None}
    assert kept == {"appointment_id", "appointment_status", "provider_location_id"}
    assert set(nulled) == set(whole)
    assert whole["visit_reason_id"] is not None


def test_unknown_enum_puts_a_value_that_no_document_knows(sandbox, api, pending):
    fault(sandbox, "unknown_enum")
    strange = api.get(f"{LIST}/{pending}").json()["data"]
    assert {strange[name] for name in ("appointment_status", "visit_type", "patient_type")} == {"not_yet_known"}
    assert strange["appointment_id"] == pending


def test_revoked_tokens_are_refused_until_a_new_one_is_asked_for(sandbox, api):
    fault(sandbox, "revoke_tokens")
    assert [api.get(LIST).status_code for _ in range(2)] == [401, 401]
    assert Api(sandbox).get(LIST).status_code == 200


def test_the_token_endpoint_can_be_down_while_the_api_works(sandbox, api):
    sandbox.faults([{"kind": "token_down"}])
    with pytest.raises(requests.HTTPError, match="503"):
        sandbox.token()
    assert api.get(LIST).status_code == 200
    sandbox.faults([])
    assert sandbox.token()


def test_a_stale_get_shows_the_day_before_the_last_put(sandbox, api):
    path, provider = "/v1/providers/pr_confirmed/calendar/timeslots", "pr_confirmed"
    slot = {"provider_id": provider, "location_id": "lo_confirmed", "time_zone": "America/New_York"}
    for hour in ("09", "10"):
        api.put(path, {"timeslots": [slot | {"start_time": f"2026-12-01T{hour}:00"}]}, date="2026-12-01")
    fault(sandbox, "stale_get", "getProviderCalendarTimeslots")
    starts = [[row["start_time"] for row in api.get(path, date="2026-12-01").json()["data"]] for _ in range(2)]
    assert starts == [["2026-12-01T09:00:00"], ["2026-12-01T10:00:00"]]


def test_a_rule_counts_its_times_and_what_comes_before_it(sandbox, api):
    fault(sandbox, "500", times=2, after=1)
    assert [api.get(LIST).status_code for _ in range(4)] == [200, 500, 500, 200]


def test_a_rule_means_its_operation_or_path_and_a_star_spares_the_token_endpoint(sandbox, api, pending):
    sandbox.faults([{"path": "/v1/specialties", "kind": "500"}, {"operation": "getAppointment", "kind": "429"}])
    codes = [api.get(path).status_code for path in ("/v1/specialties/sp_153", f"{LIST}/{pending}", LIST)]
    assert codes == [500, 429, 200]
    sandbox.faults([])
    sandbox.faults([{"operation": "*", "kind": "500"}])
    assert sandbox.token()
    assert api.get(LIST).status_code == 500


def test_a_rule_with_a_chance_meets_some_requests_and_not_all(sandbox, api):
    sandbox.faults([{"operation": "*", "kind": "500", "probability": 0.5}])
    codes = {api.get("/v1/specialties/sp_153").status_code for _ in range(60)}
    assert codes == {200, 500}


@pytest.mark.parametrize("rule", [{"kind": "earthquake"}, {"kind": "500", "sometimes": True}])
def test_a_rule_that_is_not_understood_is_refused(sandbox, rule):
    with pytest.raises(RuntimeError, match="400"):
        sandbox.faults([rule])
