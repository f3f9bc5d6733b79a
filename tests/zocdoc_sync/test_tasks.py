import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from tests.zocdoc_sync import factories
from zocdoc_sync import tasks
from zocdoc_sync.enums import ConnectionState
from zocdoc_sync.errors import CredentialsRejected
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.jobs.outcomes import GiveUp, Postpone
from zocdoc_sync.models import Alert, Connection, Job

pytestmark = pytest.mark.django_db
NOW = timezone.now()
READERS = (
    (tasks.appointments, "sync_appointments"),
    (tasks.sweeping, "sweep"),
    (tasks.directory, "sync_directory"),
    (tasks.plans, "sync_plans"),
    (tasks.one, "refresh_appointment"),
)


def context():
    return JobContext(job_id=1, kind="x", payload={}, owner="me", fence=1, attempt=1, now=NOW)


def planned():
    return list(Job.objects.order_by("pk").values_list("kind", "connection_id"))


@pytest.mark.parametrize("kind", settings.JOB_KINDS)
def test_every_kind_of_job_has_a_handler(kind):
    assert callable(import_string(settings.JOB_KINDS[kind].handler))


@pytest.mark.parametrize("path", settings.EVERY_SECOND)
def test_every_look_of_the_clock_exists_and_finds_nothing_in_an_empty_console(path):
    assert import_string(path)(NOW) == 0


@pytest.mark.parametrize("name", settings.SCHEDULES)
def test_every_schedule_names_a_kind_of_job(name):
    assert settings.SCHEDULES[name].kind in settings.JOB_KINDS


@pytest.mark.parametrize(
    ("handler", "payload"),
    [
        (tasks.sync_appointments, {"connection_id": 0, "reason": "schedule"}),
        (tasks.read_participant, {"appointment_id": 0}),
        (tasks.refresh_appointment, {"appointment_id": 0}),
        (tasks.settle_operation, {"operation_id": "00000000-0000-0000-0000-000000000000"}),
    ],
)
def test_a_job_whose_subject_is_gone_gives_up(handler, payload):
    with pytest.raises(GiveUp) as raised:
        handler(payload, context())
    assert raised.value.code == "gone"


@pytest.mark.parametrize("off", [{"is_active": False}, {"state": ConnectionState.NEEDS_RECONNECTING}])
def test_what_is_not_in_use_is_left_alone(off):
    factories.connection(**off)

    tasks.plan_sweeps({}, context())
    tasks.plan_directories({}, context())

    assert planned() == []


def test_sweeps_and_directories_are_planned_for_each_connection_in_use():
    first, second = factories.connection(), factories.connection()

    tasks.plan_sweeps({}, context())
    tasks.plan_sweeps({}, context())

    assert planned() == [("sync.sweep", first.pk), ("sync.sweep", second.pk)]


@pytest.mark.parametrize("off", [{"is_active": False}, {"state": ConnectionState.NEEDS_RECONNECTING}])
@pytest.mark.parametrize(
    "handler",
    [tasks.sync_appointments, tasks.sweep, tasks.sync_directory, tasks.sync_plans, tasks.refresh_appointment],
)
def test_what_was_planned_before_a_connection_went_out_of_use_reads_nothing(handler, off, monkeypatch):
    def read(*_args, **_fields):
        raise AssertionError("it was read")

    for module, name in READERS:
        monkeypatch.setattr(module, name, read)
    row = factories.appointment(factories.connection())
    payload = {"connection_id": row.connection_id, "appointment_id": row.pk, "reason": "schedule", "state": "NY"}
    with pytest.raises(AssertionError, match="it was read"):
        handler(payload, context())
    Connection.objects.update(**off)

    handler(payload, context())


def test_plans_of_a_second_state_wait_for_the_first(monkeypatch):
    busy = factories.sync_run(error_code="already_running")
    monkeypatch.setattr(tasks.plans, "sync_plans", lambda *_args, **_fields: busy)
    with pytest.raises(Postpone):
        tasks.sync_plans({"connection_id": busy.connection_id, "state": "NY"}, context())


def test_credentials_that_die_under_a_reading_are_told_as_the_connections(monkeypatch):
    def refused(*_args, **_fields):
        raise CredentialsRejected("Zocdoc does not accept these credentials.")

    monkeypatch.setattr(tasks.one, "refresh_appointment", refused)
    row = factories.appointment(factories.connection())

    tasks.refresh_appointment({"appointment_id": row.pk}, context())

    assert Alert.objects.get().code == "needs_reconnecting"
