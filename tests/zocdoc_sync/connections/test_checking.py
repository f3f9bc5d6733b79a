from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.client.wire import closed_port
from tests.zocdoc_sync.connections.counting import calls, token_requests
from zocdoc_sync.client.endpoints import ENDPOINTS
from zocdoc_sync.connections.checking import check
from zocdoc_sync.models import Alert, Connection

SCOPES = ["external.appointment.read", "external.schedulable_entity.read"]
AREAS = {"Appointments", "Directory", "Provider NPIs", "Reference data", "Insurance plans", "Timeslots"}


def checked(connection):
    return check(connection, now=timezone.now())


def client_with(sandbox, *scopes):
    sandbox.control("POST", "clients", {"client_id": "limited", "secret": "its-secret", "scopes": list(scopes)})
    return {"client_id": "limited", "client_secret": "its-secret"}


def test_a_good_connection_is_ready_and_its_check_only_reads(clinic, sandbox):
    Connection.objects.update(state="new")
    report = checked(clinic)
    assert (report.ok, Connection.objects.get().state) == (True, "ready")
    assert {area.name for area in report.areas} == AREAS
    assert {ENDPOINTS[code].kind for code in calls(sandbox)} == {"read"}
    assert report.operations.keys() == ENDPOINTS.keys()
    assert len(report.operations) == 30
    assert (report.operations["getAppointments"], report.operations["confirmAppointment"]) == (True, True)
    assert "external.appointment.read" in report.scopes


def test_a_client_without_a_scope_is_told_what_it_cannot_do(sandbox, db):
    limited = factories.sandbox_connection(
        sandbox.url, **client_with(sandbox, "external.schedulable_entity.read", "external.appointment.read")
    )
    report = checked(limited)
    assert report.ok
    can = report.operations
    assert (can["getAppointments"], can["confirmAppointment"], can["updateProviderLocationInsuranceMappings"]) == (
        True,
        False,
        False,
    )


def test_an_area_that_is_closed_is_named_with_the_missing_scope(sandbox, db):
    limited = factories.sandbox_connection(sandbox.url, **client_with(sandbox, "external.schedulable_entity.read"))
    report = checked(limited)
    (closed,) = [area for area in report.areas if area.name == "Appointments"]
    assert (closed.ok, closed.sentence) == (
        False,
        "These credentials may not do this: they lack the scope external.appointment.read.",
    )
    assert "Not open to it: Appointments." in report.sentence
    assert report.operations["getAppointmentParticipants"] is False


def test_an_area_that_fails_just_now_is_not_said_to_be_closed(clinic, sandbox):
    sandbox.faults([{"operation": "getInsurancePlans", "kind": "500"}])
    report = checked(clinic)
    (unclear,) = [area for area in report.areas if area.name == "Insurance plans"]
    assert (report.ok, unclear.ok, report.operations["getInsurancePlans"]) == (True, None, None)
    assert "Could not be tried: Insurance plans" in report.sentence


def test_an_account_of_which_nothing_answers_is_not_called_good(clinic, sandbox):
    Connection.objects.update(state="new")
    sandbox.faults([{"operation": "*", "kind": "500"}])
    report = checked(clinic)
    assert (report.ok, report.sentence) == (False, "Zocdoc's server failed with status 500.")
    assert Connection.objects.get().state == "new"


def test_a_wrong_secret_ends_the_check_with_one_request(clinic, sandbox):
    clinic.client_secret = "wrong"
    clinic.save()
    report = checked(clinic)
    assert not report.ok
    assert report.sentence == Connection.objects.get().state_sentence
    assert (token_requests(sandbox), calls(sandbox)) == (1, [])
    assert Alert.objects.get().closed_at is None


def test_credentials_of_another_environment_are_explained(clinic, sandbox):
    clinic.audience = "https://api-developer.zocdoc.com/"
    clinic.save()
    assert checked(clinic).sentence == (
        "Zocdoc does not accept these credentials. Do they belong to this environment, and is the audience right?"
    )
    assert Connection.objects.get().state == "needs_reconnecting"


def test_a_check_that_succeeds_brings_a_given_up_connection_back(clinic, sandbox):
    clinic.client_secret = "wrong"
    clinic.save()
    checked(clinic)
    sandbox.control("POST", "clients", {"client_id": "demo-clinic", "secret": "wrong", "scopes": SCOPES})
    report = checked(clinic)
    assert (report.ok, Connection.objects.get().state) == (True, "ready")
    assert Alert.objects.get().closed_at is not None


def test_a_server_that_is_away_blames_nobody(db):
    away = factories.sandbox_connection(closed_port(), state="new")
    report = checked(away)
    assert (report.ok, report.sentence) == (False, "Zocdoc's address cannot be reached from here; nothing was sent.")
    assert Connection.objects.get().state == "new"
