import pytest
from django.urls import reverse

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.clinic import connection_named, person
from tests.zocdoc_sync.admin.pressing import said
from zocdoc_sync.enums import SyncState, SyncWhat
from zocdoc_sync.models import AccessEvent, Job
from zocdoc_sync.models.insurance import marked

LIST, READ = "admin:zocdoc_sync_insuranceplan_changelist", "admin:insuranceplan_read"


@pytest.fixture
def scheduler(client, clinic):
    client.force_login(person("Scheduler", clinic))
    return client


@pytest.fixture
def both(clinic, other):
    """The person's own connection and another clinic's."""
    return [clinic.pk, other.pk]


def listed(client, **asked):
    return {row.zocdoc_id for row in client.get(reverse(LIST), asked).context["cl"].result_list}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"ip_1", "ip_2", "ip_3"}),
        ({"state": "NY"}, {"ip_1", "ip_3"}),
        ({"carrier": "ic_b"}, {"ip_2"}),
        ({"status": "inactive"}, {"ip_2"}),
        ({"q": "blue"}, {"ip_2"}),
        ({"gone": "yes"}, {"ip_3"}),
    ],
)
def test_plans_are_found_by_state_carrier_status_and_name(scheduler, clinic, asked, found):
    factories.insurance_plan(clinic, zocdoc_id="ip_1", carrier_zocdoc_id="ic_a", carrier_name="Aldermoor")
    factories.insurance_plan(
        clinic, zocdoc_id="ip_2", carrier_zocdoc_id="ic_b", carrier_name="Blue Harbor", status="inactive",
        states=marked(["CA"]),
    )  # fmt: skip
    factories.insurance_plan(clinic, zocdoc_id="ip_3", is_national=True, states="", gone_at=factories.NOW)
    factories.insurance_plan(connection_named("Hillside Clinic"), zocdoc_id="ip_9")
    assert listed(scheduler, **asked) == found


def test_reading_a_state_is_planned_once_and_written_into_the_audit(scheduler, clinic):
    for _ in range(2):
        answer = scheduler.post(reverse(READ), {"state": "NY", "connection": clinic.pk})
    assert (
        said(scheduler, answer) == ["The plans of New York are read now: they appear here while the worker runs."] * 2
    )
    job = Job.objects.get()
    assert (job.kind, job.connection, job.payload) == (
        "sync.plans",
        clinic,
        {"connection_id": clinic.pk, "state": "NY"},
    )
    assert AccessEvent.objects.filter(action="plans.read", subject="NY").count() == 2


@pytest.mark.parametrize(
    ("state", "which", "sentence"),
    [
        ("ZZ", 0, "There is no state with these two letters."),
        ("", 0, "Choose a state."),
        ("NY", 1, "Choose a connection."),
        ("NY", 2, "Choose a connection."),
    ],
)
def test_what_cannot_be_read_is_said(scheduler, both, state, which, sentence):
    answer = scheduler.post(reverse(READ), {"state": state, "connection": [*both, ""][which]})
    assert (said(scheduler, answer), Job.objects.count()) == ([sentence], 0)


def test_a_connection_that_is_switched_off_is_not_read(scheduler, clinic):
    type(clinic).objects.update(is_active=False)
    answer = scheduler.post(reverse(READ), {"state": "NY", "connection": clinic.pk})
    assert said(scheduler, answer) == ["Nothing is read: the connection is switched off or needs reconnecting."]


@pytest.mark.parametrize(("role", "code"), [("Viewer", 403), ("Administrator", 403), ("Front desk", 302)])
def test_reading_needs_the_operations_permission(client, clinic, role, code):
    client.force_login(person(role, clinic))
    assert client.post(reverse(READ), {"state": "NY", "connection": clinic.pk}).status_code == code
    assert ("Read plans" in client.get(reverse(LIST)).content.decode()) == (code == 302)


def test_reading_is_only_posted(scheduler):
    assert scheduler.get(reverse(READ)).status_code == 405


def test_the_last_readings_are_told_while_they_go_on(scheduler, clinic, other):
    factories.sync_run(
        clinic, what=SyncWhat.PLANS, part="NY", state=SyncState.RUNNING, rows_seen=1500, finished_at=None
    )
    factories.sync_run(other, what=SyncWhat.PLANS, part="CA")
    (reading,) = scheduler.get(reverse(LIST)).context["readings"]
    assert reading.title == "New York, Riverbend Clinic"
    assert reading.told.startswith("1,500 plans so far, 0 new, ")
    assert reading.goes_on is True


@pytest.mark.parametrize(("error", "attempts"), [("", 0), ("The plans of another state are being read.", 1)])
def test_a_reading_that_waits_is_told_and_why(scheduler, clinic, other, error, attempts):
    for connection in (clinic, other):
        Job.objects.create(
            kind="sync.plans", connection=connection, payload={"state": "NJ"}, due_at=factories.NOW,
            attempts=attempts, error_sentence=error,
        )  # fmt: skip
    (reading,) = scheduler.get(reverse(LIST)).context["readings"]
    assert (reading.title, reading.goes_on) == ("New Jersey, Riverbend Clinic", True)
    assert reading.told == (error or "It begins as soon as the worker is free.")


def test_a_page_on_which_nothing_goes_on_does_not_look_again(scheduler, clinic):
    factories.sync_run(clinic, what=SyncWhat.PLANS, part="NY")
    assert "data-progress" not in scheduler.get(reverse(LIST)).content.decode()
