import pytest

from tests.workflows_app.steps.circumstances import run
from tests.zocdoc_sync import factories
from zocdoc_sync.enums import DocumentState
from zocdoc_sync.models import Document, Job
from zocdoc_sync.operations.actor import Actor

UPLOAD = "upload_documents"


@pytest.fixture
def appointment(db):
    return factories.appointment()


def test_every_waiting_file_is_planned_once_however_often_it_is_performed(appointment):
    files = [factories.document(appointment) for _ in range(2)]
    factories.document(appointment, state=DocumentState.UPLOADED)
    factories.document(factories.appointment(appointment.connection))
    told = [run(UPLOAD, {}, appointment.connection, appointment).output for _ in range(2)]
    assert told == [{"count": 2}, {"count": 0}]
    assert set(Job.objects.values_list("key", flat=True)) == {f"document:{one.pk}" for one in files}


def test_a_test_run_counts_and_plans_nothing(appointment):
    factories.document(appointment)
    result = run(UPLOAD, {}, appointment.connection, appointment, rehearsing=True)
    assert (result.output, Job.objects.count()) == ({"count": 1}, 0)
    assert Document.objects.get().state == DocumentState.WAITING


def test_a_person_without_the_permission_uploads_nothing(appointment, django_user_model):
    factories.document(appointment)
    actor = Actor.of(django_user_model.objects.create_user("bo"))
    result = run(UPLOAD, {}, appointment.connection, appointment, actor=actor)
    assert (result.code, Job.objects.count()) == ("not_permitted", 0)


def test_without_an_appointment_there_is_no_file(appointment):
    assert run(UPLOAD, {}, appointment.connection).code == "no_appointment"
