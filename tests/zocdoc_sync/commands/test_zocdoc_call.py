"""`zocdoc_call` performs every operation of the catalogue, and says what is wrong in one sentence."""

import copy
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.sandbox_process import Sandbox
from tests.zocdoc_sync import factories
from tests.zocdoc_sync.operations.inputs import BOOKING
from tests.zocdoc_sync.operations.standin import connection_to, effects, sent
from zocdoc_sync.models import Connection, OperationLog
from zocdoc_sync.operations.catalogue import CATALOGUE

pytestmark = pytest.mark.django_db
NOBODY = "11111111-2222-4333-8444-555555555555"


@pytest.fixture(scope="module")
def running_sandbox(tmp_path_factory):
    with Sandbox().start(seed="clinic", tmp_path=tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox):
    running_sandbox.reset("clinic")
    return running_sandbox


@pytest.fixture
def clinic(sandbox):
    return connection_to(sandbox)


def call(*words):
    printed = StringIO()
    call_command("zocdoc_call", *words, stdout=printed)
    return json.loads(printed.getvalue())


def refused(*words):
    with pytest.raises(CommandError) as caught:
        call(*words)
    return str(caught.value)


def refused_as_json(*words):
    errors = StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("zocdoc_call", *words, "--json", stderr=errors)
    assert caught.value.code == 1
    return json.loads(errors.getvalue())


def one(answer, *path):
    """Return what lies at a path of an answer, the first of each list on the way."""
    for name in ("data", *path):
        answer = answer[name]
        answer = answer[0] if isinstance(answer, list) else answer
    return answer


def test_each_of_the_30_operations_is_performed(sandbox, clinic, tmp_path):
    performed = set()

    def do(code, *words):
        performed.add(code)
        return call(code, *words, *(["--yes"] if CATALOGUE[code].writes else []))

    row = one(do("getAppointments", "statuses=confirmed", "page_size=1"))
    place, reason = row["provider_location_id"], row["visit_reason_id"]
    provider, location = place.split("|")
    do("getAppointment", f"appointment_id={row['appointment_id']}")
    do("getAppointmentParticipants", f"appointment_id={row['appointment_id']}")
    free = one(
        do(
            "getProviderLocationsAvailability",
            f"provider_location_ids={place}",
            f"visit_reason_id={reason}",
            "patient_type=new",
            f"end_date_in_provider_local_time={(timezone.now() + timedelta(days=25)).date()}",
        )
    )["timeslots"]
    body = copy.deepcopy(BOOKING)
    body["data"] |= {"provider_location_id": place, "visit_reason_id": reason, "start_time": free[0]["start_time"]}
    del body["data"]["patient"]["insurance"]
    (tmp_path / "booking.json").write_text(json.dumps(body))
    do("createAppointment", "--body", f"@{tmp_path / 'booking.json'}")
    pending, moving, ending, coming = sandbox.appointments(
        {"appointment_status": "pending_booking"},
        {"appointment_status": "confirmed", "provider_location_id": place, "visit_reason_id": reason},
        {"appointment_status": "confirmed"},
        {"appointment_status": "confirmed"},
    )
    do("confirmAppointment", f"appointment_id={pending}")
    do("rescheduleAppointment", f"appointment_id={moving}", f"start_time={free[-1]['start_time']}")
    do(
        "cancelAppointment",
        f"appointment_id={ending}",
        "cancellation_reason_type=other_provider_reason",
        "cancellation_reason=flood",
    )
    do("updateAppointmentStatus", f"appointment_id={coming}", "appointment_status=arrived")
    (tmp_path / "referral.pdf").write_bytes(b"%PDF-1.7 invented")
    do(
        "uploadAppointmentAttachment",
        f"appointment_id={coming}",
        "attachment_type=pcp_patient_referral",
        f"attachment={tmp_path / 'referral.pdf'}",
    )
    npi = do("getProviderNpis", "page_size=10")["data"]["npis"][0]
    do("getProviders", f"npis={npi}", "latitude=40.7", "longitude=-73.9")
    do("getProviderReviews", f"provider_id={provider}")
    specialty = one(do("getSpecialties", "care_category=health"))["id"]
    do("getSpecialtyById", f"specialty_id={specialty}")
    do("getVisitReasons", f"specialty_id={specialty}")
    do("getVisitReasonById", f"visit_reason_id={reason}")
    do("getProviderLocations", "zip_code=10001", f"visit_reason_id={reason}", "visit_type=all")
    do("getProviderLocation", f"provider_location_id={place}")
    facility = one(do("getFacilities", "npis=5884143085"))["facility_id"]
    do("getFacility", f"facility_id={facility}")
    plan = one(do("getInsurancePlans", "state=NY", "page_size=5"))["id"]
    do("getInsurancePlan", f"insurance_plan_id={plan}")
    do("getProviderLocationInsuranceMappings", f"provider_location_id={place}")
    do(
        "updateProviderLocationInsuranceMappings",
        f"provider_location_id={place}",
        "operation=Add",
        f"insurance_plan_ids={plan}",
    )
    do("getSchedulableEntities", "recent_changes_72hrs=false")
    day = (timezone.now() + timedelta(days=25)).date().isoformat()
    do("getProviderCalendarTimeslots", f"provider_id={provider}", f"date={day}")
    slot = {"start_time": f"{day}T09:00", "location_id": location, "time_zone": "America/New_York"}
    do(
        "putProviderCalendarTimeslots",
        f"provider_id={provider}",
        f"date={day}",
        "--body",
        json.dumps({"timeslots": [slot]}),
    )
    do("mockWebhookRequest", "webhook_url=http://127.0.0.1:9/hook", "webhook_key=c2VjcmV0")
    do("rotateCredentials", "application_client_id=demo-clinic")

    assert performed == set(CATALOGUE)
    assert len(performed) == 30
    assert {request["operationId"] for request in sandbox.requests()} - {"token", ""} == set(CATALOGUE)
    assert set(OperationLog.objects.values_list("state", flat=True)) == {"confirmed"}


def test_a_write_needs_yes_where_nobody_can_be_asked(sandbox, clinic):
    assert refused("confirmAppointment", f"appointment_id={NOBODY}") == (
        "confirmAppointment writes to Zocdoc: add --yes to do it without being asked."
    )
    assert sandbox.requests() == []


@pytest.mark.parametrize(("answer", "happened"), [("y", ["confirmAppointment"]), ("", []), ("nope", [])])
def test_a_person_at_the_keyboard_is_asked_first(sandbox, clinic, monkeypatch, answer, happened):
    (pending,) = sandbox.appointments({"appointment_status": "pending_booking"})
    asked = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or answer)

    if happened:
        call("confirmAppointment", f"appointment_id={pending}")
    else:
        assert refused("confirmAppointment", f"appointment_id={pending}") == "Nothing was sent."

    assert asked == ["Confirm appointment through Riverbend (Custom addresses)? [y/N] "]
    assert effects(sandbox) == happened


UNKNOWN_ID = "No appointment of the connection Riverbend has this id: neither the console nor Zocdoc knows it."
WOULD_EMPTY = (
    "This would delete all timeslots of pr_a on 2026-11-30, at all locations. If that is meant, say so: it must be "
    "allowed explicitly. Here: --allow-empty."
)
SENTENCES = [
    (("confirmAppointmnt",), "There is no operation “confirmAppointmnt”. Did you mean confirmAppointment?"),
    (("getAppointment", "apointment_id=1"), "There is no field apointment_id. Did you mean appointment_id?"),
    (("getAppointment", "appointment_id"), "Write each field as field=value, not appointment_id."),
    (
        ("getAppointments", "page=1", "page=2"),
        "The field page is given twice: write a list with commas.",
    ),
    (("getProviders", "npis=123456789"), "npis: Entry 1: An NPI has 10 digits."),
    (
        ("getProviders", f"npis={','.join(str(1000000000 + n) for n in range(51))}"),
        "npis: At most 50 are allowed, 51 were given.",
    ),
    (("getProviders", "npis=1234567891", "latitude=40"), "Give latitude and longitude together."),
    (("getInsurancePlans", "state=ZZ"), "state: There is no state with these two letters."),
    (
        ("getProviderCalendarTimeslots", "provider_id=pr_a", "date=2026-02-30"),
        "date: There is no such day in the calendar.",
    ),
    (
        ("getAppointment", f"appointment_id={NOBODY}"),
        f"Appointment id: {UNKNOWN_ID}",
    ),
    (
        ("confirmAppointment", f"appointment_id={NOBODY}", "--yes"),
        f"appointment_id: {UNKNOWN_ID}",
    ),
    (("createAppointment", "--body", "{", "--yes"), "The body is not JSON (line 1, column 2)."),
    (("createAppointment", "--body", "@/nowhere.json", "--yes"), "The file of --body cannot be read as text."),
    (
        ("uploadAppointmentAttachment", f"appointment_id={NOBODY}", "attachment=/nowhere.pdf", "--yes"),
        "attachment: the file cannot be read.",
    ),
    (("getAppointments", "--connection", "Nowhere"), "There is no connection “Nowhere”. There are: Riverbend."),
    (
        ("putProviderCalendarTimeslots", "provider_id=pr_a", "date=2026-11-30", "timeslots=[]", "--yes"),
        WOULD_EMPTY,
    ),
]


@pytest.mark.parametrize(("words", "sentence"), SENTENCES)
def test_bad_input_is_one_sentence_and_changes_nothing(sandbox, clinic, words, sentence):
    assert refused(*words) == sentence
    assert effects(sandbox) == []
    assert OperationLog.objects.count() == 0


SLOT = {"start_time": "2026-11-30T09:00:00", "location_id": "lo_there", "time_zone": "America/New_York"}
ELSEWHERE = (
    "Not a location of this provider: lo_else. Zocdoc would drop such timeslots silently. "
    "If the location is new, read the directory first."
)
DAYS = [
    ({"location_id": "lo_else"}, ELSEWHERE),
    ({"start_time": "2026-12-01T09:00:00"}, "its start_time is not on 2026-11-30."),
    ({"start_time": "2026-11-30T09:00:00-05:00"}, "offset"),
    ({"time_zone": "America/New_Yrok"}, "IANA"),
]


@pytest.mark.parametrize(("wrong", "words"), DAYS)
def test_a_day_with_a_wrong_timeslot_is_refused_before_zocdoc_is_asked(sandbox, clinic, wrong, words):
    factories.provider_location(
        clinic,
        provider=factories.provider(clinic, zocdoc_id="pr_her"),
        location=factories.location(clinic, zocdoc_id="lo_there"),
    )
    day = ["putProviderCalendarTimeslots", "provider_id=pr_her", "date=2026-11-30"]
    said = refused(*day, f"timeslots={json.dumps([SLOT | wrong])}", "--yes")
    assert (words in said, said.count("\n")) == (True, 0)
    assert effects(sandbox) == []
    assert OperationLog.objects.count() == 0


def test_an_error_as_json_has_a_code_a_sentence_and_the_fields(sandbox, clinic):
    assert refused_as_json("getAppointments", "page=11") == {
        "error": "input_refused",
        "sentence": "page: Write a whole number from 0 to 10.",
        "fields": {"page": ["Write a whole number from 0 to 10."]},
    }


def test_an_unknown_outcome_fails_and_names_its_row(sandbox, clinic):
    (pending,) = sandbox.appointments({"appointment_status": "pending_booking"})
    sandbox.faults([{"operation": "confirmAppointment", "kind": "drop_after", "times": 1}])

    said = refused_as_json("confirmAppointment", f"appointment_id={pending}", "--yes")

    assert (said["error"], said["state"]) == ("no_answer", "unknown")
    assert said["operation_id"] == str(OperationLog.objects.get().pk)
    assert sent(sandbox, "confirmAppointment") == 1


def test_wrong_credentials_are_one_sentence(sandbox, db):
    connection_to(sandbox, client_secret="planted-secret-7")

    said = refused_as_json("getAppointments")

    assert said["error"] == "token_refused"
    assert "the client id or the secret" in said["sentence"]
    assert "planted-secret-7" not in json.dumps(said)


def test_emptying_a_day_is_allowed_by_its_own_word(sandbox, clinic):
    row = one(call("getAppointments", "page_size=1"))
    provider = row["provider_location_id"].split("|")[0]
    day = (timezone.now() + timedelta(days=25)).date().isoformat()
    words = ("putProviderCalendarTimeslots", f"provider_id={provider}", f"date={day}", "timeslots=[]", "--yes")

    call(*words, "--allow-empty")

    assert effects(sandbox) == ["putProviderCalendarTimeslots"]


def test_a_dry_run_prints_the_request_and_sends_nothing(sandbox, clinic):
    printed = call("confirmAppointment", f"appointment_id={NOBODY}", "--dry-run")

    assert printed == {
        "method": "POST",
        "path": "/v1/appointments/confirm",
        "query": {},
        "json": {"appointment_id": NOBODY},
    }
    assert sandbox.requests() == []


def test_of_several_connections_one_must_be_named(sandbox, clinic):
    connection_to(sandbox, name="Hillside")

    assert refused("getAppointments") == "Say which connection with --connection: Hillside, Riverbend."
    assert call("getAppointments", "page_size=1", "--connection", "Hillside")["data"] != []


def test_without_a_connection_the_next_step_is_said():
    assert Connection.objects.count() == 0
    assert refused("getAppointments") == "There is no connection yet: make one with zocdoc_connect."
