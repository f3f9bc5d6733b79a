"""What a stolen database tells: after a day of work, no patient, no secret and no token can be read in it."""

import json
import sqlite3

import psycopg
import pytest

from tests.databases import database_of_its_own, environment, everything_in, manage
from tests.sandbox_process import Sandbox

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("processes")]

NAME = "Planted clinic"
SECRET_VARIABLE = "PLANTED_SECRET"
# Every field of a patient that Zocdoc tells, each planted so that nothing else looks like it.
PLANTED = {
    "first_name": "Zebulonquill",
    "last_name": "Featherstonehaugh",
    "date_of_birth": "1931-07-19",
    "phone_number": "7185550317",
    "email_address": "zebulonquill@patients.example",
    "member_id": "MEMBERQX774193",
    "address": "88 Plantedhollow Lane",
    "notes": "Plantednote about a rash",
    "cancellation_reason": "Plantedreason nobody may read",
    "developer_patient_id": "planted-dev-8841",
}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    with Sandbox().start(seed="empty", tmp_path=tmp_path_factory.mktemp("sandbox")) as started:
        yield started


@pytest.fixture(scope="module")
def day(sandbox, tmp_path_factory):
    """A database after a day: connect, sync, read patients, confirm, cancel with a reason, book, search."""
    with database_of_its_own(tmp_path_factory.mktemp("product")) as url:
        around = {"LOCAL_ZOCDOC_URL": sandbox.url, SECRET_VARIABLE: "demo-secret"}

        def run(*words):
            return manage(url, *words, **around)

        run(
            "zocdoc_connect",
            NAME,
            "--environment",
            "local",
            "--client-id",
            "demo-clinic",
            "--client-secret-env",
            SECRET_VARIABLE,
        )
        booked = _book(run)
        _plant(sandbox, booked)
        run("zocdoc_sync", "appointments")
        run("zocdoc_call", "getAppointmentParticipants", f"appointment_id={booked}")
        run("run_due_work")
        run(
            "zocdoc_call", "cancelAppointment", f"appointment_id={booked}", "--yes",
            "cancellation_reason_type=other_patient_reason", f"cancellation_reason={PLANTED['cancellation_reason']}",
        )  # fmt: skip
        run("run_due_work")
        yield url, run, booked


def _book(run):
    """Book the planted patient through the product, so that the ledger has held the whole request."""
    place, reason = "pr_confirmed|lo_confirmed", _a_reason(run)
    slots = json.loads(
        run(
            "zocdoc_call",
            "getProviderLocationsAvailability",
            f"provider_location_ids={place}",
            f"visit_reason_id={reason}",
            "patient_type=new",
            "--json",
        )
    )
    start = slots["data"][0]["timeslots"][0]["start_time"]
    patient = {
        "first_name": PLANTED["first_name"], "last_name": PLANTED["last_name"], "sex_at_birth": "female",
        "date_of_birth": PLANTED["date_of_birth"], "phone_number": PLANTED["phone_number"],
        "email_address": PLANTED["email_address"], "developer_patient_id": PLANTED["developer_patient_id"],
        "patient_address": {"address1": PLANTED["address"], "city": "Brooklyn", "state": "NY", "zip_code": "11215"},
        "insurance": {"insurance_plan_id": "ip_5432", "insurance_member_id": PLANTED["member_id"]},
    }  # fmt: skip
    body = {"appointment_type": "providers", "data": {
        "start_time": start, "visit_reason_id": reason, "provider_location_id": place, "patient": patient,
        "patient_type": "new", "notes": PLANTED["notes"],
    }}  # fmt: skip
    answer = json.loads(run("zocdoc_call", "createAppointment", "--body", json.dumps(body), "--yes", "--json"))
    return answer["data"]["appointment_id"]


def _a_reason(run):
    answer = json.loads(
        run("zocdoc_call", "getProviderLocation", "provider_location_id=pr_confirmed|lo_confirmed", "--json")
    )
    return answer["data"]["provider"]["visit_reason_ids"][0]


def _plant(sandbox, booked):
    assert sandbox.appointment(booked)["appointment_id"] == booked


def tokens_of(run):
    code = (
        "from zocdoc_sync.models import ConnectionToken; print('TOKEN=' + ConnectionToken.objects.get().access_token)"
    )
    return [
        line.removeprefix("TOKEN=")
        for line in run("shell", "-v", "0", "-c", code).splitlines()
        if line.startswith("TOKEN=")
    ]


def readable(planted, content):
    return sorted(name for name, value in planted.items() if value.encode() in content)


def test_a_days_work_leaves_no_patient_secret_or_token_readable(day):
    url, run, booked = day
    content = everything_in(url)
    (token,) = tokens_of(run)

    assert booked.encode() in content, "the day did not reach the database"
    assert readable(PLANTED | {"secret": "demo-secret", "token": token}, content) == []


def test_the_patient_can_be_read_by_who_has_the_key(day):
    _url, run, booked = day
    code = (
        "from zocdoc_sync.models import Participant;"
        f"p = Participant.objects.get(appointment__zocdoc_id='{booked}'); print(p.first_name, p.member_id)"
    )
    assert f"{PLANTED['first_name']} {PLANTED['member_id']}" in run("shell", "-v", "0", "-c", code)


def test_the_search_for_planted_words_finds_one_that_is_stored_in_clear(day):
    url, _run, booked = day
    change = "UPDATE zocdoc_sync_appointment SET source = '{}' WHERE zocdoc_id = '{}'"
    _execute(url, change.format(PLANTED["last_name"], booked))
    try:
        assert readable(PLANTED, everything_in(url)) == ["last_name"]
    finally:
        _execute(url, change.format("", booked))


def _execute(url, statement):
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
            database.execute(statement)
            database.execute("PRAGMA secure_delete = ON")
        return
    with psycopg.connect(url) as database:
        database.execute(statement)


def test_a_key_of_somebody_else_opens_nothing(day, monkeypatch):
    url, _run, _booked = day
    other = environment(url, ENCRYPTION_KEYS="b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVyISE=")
    assert len(other["ENCRYPTION_KEYS"]) == 44
    with pytest.raises(AssertionError, match="SealBroken"):
        manage(
            url, "shell", "-v", "0", "-c",
            "from zocdoc_sync.models import Participant; print(Participant.objects.first().first_name)",
            ENCRYPTION_KEYS=other["ENCRYPTION_KEYS"],
        )  # fmt: skip
