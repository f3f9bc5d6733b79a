import pytest

from tests.workflows_app.steps.circumstances import defaults, performing, problems, run
from tests.zocdoc_sync.operations.standin import booked, effects, sent
from workflows_app.steps.kinds import KINDS
from workflows_app.steps.operations import PREFIX
from workflows_app.steps.results import Done, Failed, Settling, Skipped, TryAgain
from workflows_app.values.rendering import render
from zocdoc_sync.models import OperationLog
from zocdoc_sync.operations.catalogue import CATALOGUE

CONFIRM = "zocdoc.confirmAppointment"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr("zocdoc_sync.operations.sending.PAUSE_SECONDS", 0.0)
    monkeypatch.setattr("zocdoc_sync.client.sender.pause", lambda *_: 0.0)


def ids(appointment, **given):
    return {"appointment_id": appointment.zocdoc_id, **given}


def test_every_operation_of_the_catalogue_is_a_step_but_those_that_take_a_file():
    codes = {code.removeprefix(PREFIX) for code in KINDS if code.startswith(PREFIX)}
    assert codes == {code for code, spec in CATALOGUE.items() if not spec.form.multipart}


@pytest.mark.parametrize("code", [code for code in KINDS if code.startswith(PREFIX)])
def test_a_step_has_the_fields_and_the_permission_of_its_operation(code):
    kind, spec = KINDS[code], CATALOGUE[code.removeprefix(PREFIX)]
    names = [field.name for field in kind.fields if field.name != "may_empty"]
    assert (names, kind.permission, kind.writes) == (list(spec.form.all_fields()), spec.permission, spec.writes)


def test_a_write_reaches_zocdoc_once_however_often_it_is_performed(sandbox, clinic, appointment):
    first, second = (run(CONFIRM, ids(appointment), clinic, appointment) for _ in range(2))
    assert (type(first), first.operation.pk, first.wrote) == (Done, second.operation.pk, True)
    assert (effects(sandbox), sent(sandbox, "confirmAppointment")) == (["confirmAppointment"], 1)
    assert first.request_id


def test_another_try_is_another_write_and_is_not_needed_any_more(sandbox, clinic, appointment):
    run(CONFIRM, ids(appointment), clinic, appointment, key="wf:7:step:0")
    again = run(CONFIRM, ids(appointment), clinic, appointment, key="wf:7:step:1")
    assert (type(again), effects(sandbox)) == (Skipped, ["confirmAppointment"])


def test_an_appointment_that_is_cancelled_by_now_is_skipped(sandbox, clinic):
    cancelled = booked(sandbox, clinic, status="cancelled")
    result = run(CONFIRM, ids(cancelled), clinic, cancelled)
    assert (type(result), effects(sandbox)) == (Skipped, [])


def test_a_lost_answer_is_settled_and_never_sent_again(sandbox, clinic, appointment):
    sandbox.faults([{"operation": "confirmAppointment", "kind": "drop_after", "times": 1}])
    results = [run(CONFIRM, ids(appointment), clinic, appointment) for _ in range(3)]
    assert [type(one) for one in results] == [Settling] * 3
    assert (sent(sandbox, "confirmAppointment"), OperationLog.objects.count()) == (1, 1)


@pytest.mark.parametrize(("kind", "result"), [("429", TryAgain), ("403", Failed)])
def test_what_zocdoc_did_not_do_is_tried_again_or_has_failed(kind, result, sandbox, clinic, appointment):
    sandbox.faults([{"operation": "confirmAppointment", "kind": kind, "times": 9}])
    assert type(run(CONFIRM, ids(appointment), clinic, appointment)) is result
    assert effects(sandbox) == []


def test_a_read_that_fails_is_tried_again(sandbox, clinic, appointment):
    sandbox.faults([{"operation": "getAppointment", "kind": "500", "times": 9}])
    assert isinstance(run("zocdoc.getAppointment", ids(appointment), clinic), TryAgain)


def test_a_read_gives_its_answer_to_later_steps(clinic, appointment):
    output = run("zocdoc.getAppointment", ids(appointment), clinic).output
    assert (output["appointment_id"], output["appointment_status"]) == (appointment.zocdoc_id, "pending_booking")


def test_an_input_that_is_refused_fails_before_zocdoc_is_asked(sandbox, clinic):
    before = len(sandbox.requests())
    result = run(CONFIRM, {"appointment_id": "no id"}, clinic)
    assert (type(result), len(sandbox.requests())) == (Failed, before)


def test_a_test_run_shows_a_write_and_sends_nothing(sandbox, clinic, appointment):
    result = run(CONFIRM, ids(appointment), clinic, appointment, rehearsing=True)
    assert (result.wrote, effects(sandbox), OperationLog.objects.count()) == (False, [], 0)
    assert result.request["method"] == "POST"
    assert appointment.zocdoc_id in str(result.request)


def test_the_offered_appointment_is_the_trigger_s(clinic, appointment):
    given = render(defaults(CONFIRM), performing(clinic, appointment).scope)
    assert given == ids(appointment)


@pytest.mark.parametrize(
    ("code", "config", "fields"),
    [
        (CONFIRM, {}, ["appointment_id"]),
        (CONFIRM, {"appointment_id": "{{ trigger.appointment.id }}"}, []),
        ("zocdoc.updateAppointmentStatus", {"appointment_id": "x", "status": "sleeping"}, ["status"]),
        ("zocdoc.updateAppointmentStatus", {"appointment_id": "x", "status": "{{ item }}"}, []),
    ],
)
def test_a_configuration_is_checked_before_it_is_saved(code, config, fields):
    status = next(name for name in CATALOGUE["updateAppointmentStatus"].form.all_fields() if "status" in name)
    named = {status if name == "status" else name: value for name, value in config.items()}
    assert [field for field, _ in problems(code, named)] == [status if one == "status" else one for one in fields]


PUT = "putProviderCalendarTimeslots"
DAY = "2027-02-01"


@pytest.mark.parametrize("typed", ["", "yes", "2027-02-02", DAY])
def test_a_step_empties_a_day_only_when_that_day_was_typed_out(typed, sandbox, clinic):
    provider = "pr_rvbnd1-okafor_eJ1s44Tm"
    given = {"provider_id": provider, "date": DAY, "timeslots": [], "may_empty": typed}
    result = run(f"zocdoc.{PUT}", given, clinic)
    allowed = typed == DAY
    assert (type(result), sent(sandbox, PUT)) == ((Done, 1) if allowed else (Failed, 0))
    assert allowed or result.code == "would_empty"
