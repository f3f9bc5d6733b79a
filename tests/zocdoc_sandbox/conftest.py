"""One stand-in for all tests of the stand-in, empty at the start of each."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.sandbox_process import Sandbox

TIMEOUT = 30
PRIMARY_CARE = "sp_153"
PATIENT = {
    "first_name": "Wren", "last_name": "Juniperly", "date_of_birth": "1990-02-03", "sex_at_birth": "female",
    "phone_number": "2125550199", "email_address": "wren@patients.example",
    "patient_address": {"address1": "1 Quarry Lane", "city": "Brooklyn", "state": "NY", "zip_code": "11215"},
}  # fmt: skip


class Api:
    """The API as a client with a good token sees it."""

    def __init__(self, sandbox, token=None):
        self.sandbox = sandbox
        self.token = token or sandbox.token()

    def ask(self, method, path, **arguments):
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.sandbox.session.request(
            method, self.sandbox.url + path, headers=headers, timeout=TIMEOUT, **arguments
        )

    def get(self, path, **query):
        return self.ask("GET", path, params=query)

    def post(self, path, body):
        return self.ask("POST", path, json=body)

    def put(self, path, body, **query):
        return self.ask("PUT", path, json=body, params=query)

    def act(self, action, appointment_id, **more):
        body = {"appointment_id": appointment_id, **more}
        if action in {"arrived", "no_show"}:
            return self.put("/v1/appointments/update-status", {**body, "appointment_status": action})
        return self.post(f"/v1/appointments/{action}", body)

    def reason(self):
        reasons = self.get("/v1/visit_reasons", specialty_id=PRIMARY_CARE).json()["data"]
        return next(each["id"] for each in reasons if each["name"] == "Illness")

    def free(self, place, **more):
        query = {"provider_location_ids": place, "visit_reason_id": self.reason(), "patient_type": "new", **more}
        answer = self.get("/v1/provider_locations/availability", **query).json()
        return [slot["start_time"] for slot in answer["data"][0]["timeslots"]]

    def book(self, place, start=None, patient=None, **more):
        data = {
            "start_time": start or self.free(place)[0],
            "visit_reason_id": self.reason(),
            "provider_location_id": place,
            "patient": PATIENT | (patient or {}),
            "patient_type": "new",
            **more,
        }
        return self.post("/v1/appointments", {"appointment_type": "providers", "data": data})


def fields(answer):
    """Return the fields that an error body names."""
    return [error.get("field") for error in answer.json()["errors"]]


def ago(**amount):
    """Return a past instant as text."""
    return (datetime.now(UTC) - timedelta(**amount)).isoformat()


def ahead(**amount):
    """Return a coming instant as text."""
    return (datetime.now(UTC) + timedelta(**amount)).isoformat()


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    with Sandbox().start(tmp_path=tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running):
    running.reset("empty")
    return running


@pytest.fixture
def api(sandbox):
    return Api(sandbox)
