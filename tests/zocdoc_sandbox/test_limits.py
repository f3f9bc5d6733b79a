"""The rate limit of each client."""

from tests.zocdoc_sandbox.conftest import Api
from zocdoc_sandbox.limits import DEFAULT, Limits

LIST = "/v1/appointments"
SPECIALTY = "/v1/specialties/sp_153"


def test_the_limits_are_those_seen_at_the_edge():
    assert DEFAULT == {"read": 1200, "write": 600}


def test_the_window_slides(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("zocdoc_sandbox.limits.time.monotonic", lambda: now[0])
    limits = Limits()
    limits.set({"read": 2})
    admitted = []
    for moment in (0, 30, 59, 60.1, 61, 90.1):
        now[0] = 1000.0 + moment
        admitted.append(limits.admit("a", "read"))
    assert admitted == [True, True, False, True, False, True]


def test_too_many_reads_are_429_without_a_word_and_writes_go_on(sandbox, api):
    made = sandbox.appointments({"status": "pending_booking"})[0]
    sandbox.control("POST", "rate_limits", {"reads": 3})
    answers = [api.get(SPECIALTY) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].content == b""
    assert [name for name in answers[-1].headers if "retry" in name.lower() or "rate" in name.lower()] == []
    assert api.act("confirm", made).status_code == 200


def test_writes_have_a_limit_of_their_own(sandbox, api):
    first, second = sandbox.appointments({"status": "pending_booking"}, {"status": "pending_booking"})
    sandbox.control("POST", "rate_limits", {"writes": 1})
    assert [api.act("confirm", one).status_code for one in (first, second)] == [200, 429]
    assert sandbox.appointment(second)["appointment_status"] == "pending_booking"


def test_another_client_is_not_affected(sandbox, api):
    sandbox.control("POST", "clients", {"client_id": "b", "secret": "b", "scopes": []})
    other = Api(sandbox, sandbox.token("b", "b"))
    sandbox.control("POST", "rate_limits", {"reads": 1})
    assert [api.get(SPECIALTY).status_code for _ in range(2)] == [200, 429]
    assert other.get(SPECIALTY).status_code == 200


def test_the_limit_can_be_switched_off(sandbox, api):
    sandbox.control("POST", "rate_limits", {"reads": 1})
    assert [api.get(SPECIALTY).status_code for _ in range(2)] == [200, 429]
    sandbox.control("POST", "rate_limits", {"off": True})
    assert {api.get(SPECIALTY).status_code for _ in range(5)} == {200}
