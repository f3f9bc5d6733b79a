import pytest

from tests.workflows_app.steps.circumstances import problems, run
from tests.zocdoc_sync import factories
from workflows_app.models import Remark
from workflows_app.steps.results import Done, Failed


@pytest.fixture
def appointment(db):
    return factories.appointment()


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [("note", {"text": " Call her. "}, ("", "Call her.")), ("tag", {"tag": "VIP"}, ("vip", None))],
)
def test_a_remark_is_left_to_the_engine_to_be_written_with_the_step(kind, given, kept, appointment):
    result = run(kind, given, appointment.connection, appointment)
    assert isinstance(result, Done)
    assert Remark.objects.count() == 0
    (remark,) = result.remarks
    assert (remark.tag, remark.text, remark.appointment_id, remark.by) == (*kept, appointment.pk, "workflow")


@pytest.mark.parametrize("kind", ["note", "tag"])
def test_without_an_appointment_there_is_nothing_to_write_on(kind, appointment):
    result = run(kind, {"text": "x", "tag": "x"}, appointment.connection)
    assert result == Failed("no_appointment", f"There is no appointment to write the {kind} on.")


@pytest.mark.parametrize("kind", ["note", "tag"])
def test_a_test_run_writes_nothing(kind, appointment):
    run(kind, {"text": "x", "tag": "x"}, appointment.connection, appointment, rehearsing=True)
    assert Remark.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        ("note", {"text": "x" * 4001}, "too_long"),
        ("tag", {"tag": "<b>"}, "wrong_tag"),
        ("tag", {"tag": ""}, "wrong_tag"),
        ("tag", {"tag": "x" * 41}, "wrong_tag"),
    ],
)
def test_what_does_not_fit_fails_and_is_not_kept(kind, given, code, appointment):
    assert run(kind, given, appointment.connection, appointment).code == code
    assert Remark.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "config", "fields"),
    [
        ("note", {}, ["text"]),
        ("note", {"text": "x"}, []),
        ("tag", {}, ["tag"]),
        ("tag", {"tag": "{{ trigger.appointment.source }}"}, []),
    ],
)
def test_a_configuration_is_checked_before_it_is_saved(kind, config, fields):
    assert [field for field, _ in problems(kind, config)] == fields
