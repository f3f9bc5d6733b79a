from datetime import timedelta

import pytest

from tests.workflows_app.factories import NOW, workflow
from tests.zocdoc_sync import factories
from workflows_app.engine import plans
from workflows_app.engine.claiming import MOST_RESCUES
from workflows_app.engine.executing import execute
from workflows_app.engine.planning import cancel, retry, start_by_hand
from workflows_app.engine.recording import LOOK_AGAIN, PAUSES
from workflows_app.engine.taking import Queue
from workflows_app.engine.ticking import continue_settled, rescue_runs
from workflows_app.models import StepRun, WorkflowRun
from zocdoc_sync.models import Job, OperationLog

SAY = {"say": "{{ trigger.appointment.status }}"}
SECOND = timedelta(seconds=1)


def steps_of(run):
    return [(row.path, row.state) for row in StepRun.objects.filter(run=run).order_by("pk")]


def test_steps_are_performed_in_order_and_read_what_earlier_ones_gave(clinic, run_of, go, performed):
    run = run_of(workflow(clinic, [("first", "done", SAY), ("second", "done", {"say": "{{ steps.first.said }}"})]))
    assert go() == ["succeeded"]
    assert [given for _, given in performed] == [{"say": "pending_booking"}] * 2
    assert steps_of(run) == [("first", "done"), ("second", "done")]
    run.refresh_from_db()
    assert (run.held_by, run.finished_at, run.position) == ("", NOW, "second")


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([("a", "skip", {}), ("b", "done", {})], "Skipped 1 step: It is confirmed already."),
        ([("a", "skip", {}), ("b", "skip", {})], "Skipped 2 steps: It is confirmed already."),
        ([("a", "done", {})], ""),
    ],
)
def test_a_run_that_skipped_a_step_tells_why_it_succeeded_without_doing_it(steps, told, clinic, run_of, go):
    run = run_of(workflow(clinic, steps))
    assert go() == ["succeeded"]
    run.refresh_from_db()
    assert run.sentence == told


def test_a_disabled_step_is_left_out(clinic, run_of, go, performed):
    steps = [{"key": "a", "kind": "done", "is_enabled": False}, {"key": "b", "kind": "done"}]
    run = run_of(workflow(clinic, steps))
    go()
    assert steps_of(run) == [("b", "done")]


def test_a_value_that_is_missing_fails_the_step_and_names_the_path(clinic, run_of, go):
    run = run_of(workflow(clinic, [("a", "done", {"say": "{{ steps.nobody.said }}"})]))
    assert go() == ["failed"]
    run.refresh_from_db()
    assert (run.error_code, "steps.nobody" in run.sentence) == ("missing_value", True)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([("a", "fails", {})], "failed"),
        ([("a", "done", {"writes": True}), ("b", "fails", {})], "partly"),
        ([{"key": "a", "kind": "fails", "goes_on": True}, {"key": "b", "kind": "done"}], "partly"),
        ([("a", "skip", {}), ("b", "done", {})], "succeeded"),
        ([("a", "stop", {}), ("b", "fails", {})], "succeeded"),
        ([("a", "stop", {"filtered": True})], "filtered"),
        ([("a", "done", {"writes": True}), ("b", "stop", {"filtered": True})], "succeeded"),
        ([("a", "asks", {})], "asks"),
        ([("a", "nobody_knows_this_kind", {})], "failed"),
    ],
)
def test_what_came_of_the_steps_is_the_state_of_the_run(clinic, run_of, go, steps, state):
    run_of(workflow(clinic, steps))
    assert go() == [state]


def test_steps_inside_a_for_each_are_performed_for_each_item(clinic, run_of, go, performed):
    inner = [{"key": "tell", "kind": "done", "config": {"say": "{{ item.name }}"}}]
    items = [{"name": "Ana"}, {"name": "Ben"}]
    run = run_of(workflow(clinic, [{"key": "all", "kind": "each", "config": {"items": items}, "inner": inner}]))
    assert go() == ["succeeded"]
    assert steps_of(run) == [("all", "done"), ("all[0].tell", "done"), ("all[1].tell", "done")]
    assert [given["say"] for _, given in performed] == ["Ana", "Ben"]


def test_a_wait_is_a_row_and_not_a_sleeping_worker(clinic, run_of, go):
    run = run_of(
        workflow(clinic, [("nap", "sleep", {"seconds": 60}), ("then", "done", {"say": "{{ steps.nap.woke }}"})])
    )
    assert go() == ["waiting"]
    assert go(NOW + 59 * SECOND) == []
    assert go(NOW + 60 * SECOND) == ["succeeded"]
    assert steps_of(run) == [("nap", "done"), ("then", "done")]


def test_a_step_that_did_nothing_is_tried_again_with_growing_pauses_under_a_new_key(clinic, run_of, go, performed):
    run = run_of(workflow(clinic, [("a", "fails_until", {"tries": 2})]))
    assert go() == ["retrying"]
    assert go(NOW + PAUSES[0] - SECOND) == []
    assert go(NOW + PAUSES[0]) == ["retrying"]
    assert go(NOW + PAUSES[0] + PAUSES[1]) == ["succeeded"]
    assert [key for key, _ in performed] == [f"wf:{run.pk}:a:{number}" for number in range(3)]


def test_what_is_over_within_minutes_is_tried_again_each_minute_for_half_an_hour(clinic, run_of, go):
    run = run_of(workflow(clinic, [("a", "busy", {})]))
    pauses, at = [], NOW
    while go(at) == ["retrying"]:
        run.refresh_from_db()
        pauses.append(run.due_at - at)
        at = run.due_at
    assert [pause.total_seconds() for pause in pauses] == [10, *[60] * 29]


def test_what_never_helps_has_failed_after_hours(clinic, run_of, go, performed):
    run = run_of(workflow(clinic, [("a", "fails_until", {"tries": 99})]))
    states, at = [], NOW
    for pause in (timedelta(0), *PAUSES):
        at += pause
        states += go(at)
    assert states == ["retrying"] * 5 + ["failed"]
    assert len(performed) == 6
    run.refresh_from_db()
    assert (run.error_code, run.sentence) == ("no_answer", "Zocdoc did not answer.")


def test_a_fault_of_the_program_is_tried_again_under_the_same_key_and_tells_no_values(
    clinic, run_of, go, performed, caplog
):
    run = run_of(workflow(clinic, [("a", "explodes", {})]))
    at = NOW
    states = go(at)
    for pause in PAUSES:
        at += pause
        states += go(at)
    assert states == ["retrying", "retrying", "failed"]
    assert performed == [(f"wf:{run.pk}:a:0", None), (f"wf:{run.pk}:a:0", "retrying"), (f"wf:{run.pk}:a:0", "retrying")]
    run.refresh_from_db()
    assert run.sentence == "An unexpected fault of the program (RuntimeError)."
    assert "RuntimeError" in caplog.text
    assert "Zornwright" not in caplog.text


def test_an_unknown_outcome_is_looked_at_until_it_is_settled(clinic, appointment, run_of, go, performed):
    log = factories.operation_log(appointment, state="unknown")
    run_of(workflow(clinic, [("a", "settles", {"operation": str(log.pk)})]))
    assert go() == ["settling"]
    assert go(NOW + LOOK_AGAIN) == ["settling"]
    assert len(performed) == 1
    OperationLog.objects.update(state="reconciled")
    assert go(NOW + 2 * LOOK_AGAIN) == ["succeeded"]
    assert performed[0][0] == performed[1][0]


def test_a_run_goes_on_as_soon_as_its_outcome_is_settled(clinic, appointment, run_of, go):
    log = factories.operation_log(appointment, state="unknown")
    run_of(workflow(clinic, [("a", "settles", {"operation": str(log.pk)})]))
    assert go() == ["settling"]
    assert continue_settled(NOW + SECOND) == 0
    OperationLog.objects.update(state="reconciled")
    assert continue_settled(NOW + SECOND) == 1
    assert go(NOW + SECOND) == ["succeeded"]


def test_what_a_person_is_asked_goes_on_by_itself_once_the_person_has_said(clinic, appointment, run_of, go, performed):
    log = factories.operation_log(appointment, state="unknown")
    run_of(workflow(clinic, [("a", "settles", {"operation": str(log.pk)})]))
    go()
    OperationLog.objects.update(state="asks")
    assert go(NOW + LOOK_AGAIN) == ["asks"]
    assert continue_settled(NOW) == 0
    StepRun.objects.update(state="asks")
    OperationLog.objects.update(state="reconciled")
    assert continue_settled(NOW + LOOK_AGAIN) == 1
    assert go(NOW + LOOK_AGAIN) == ["succeeded"]


def test_a_worker_that_lost_its_run_writes_nothing_more(clinic, run_of, context):
    run = run_of(workflow(clinic, [("a", "done", {})]))
    (held,) = Queue(context).take(NOW)
    Job.objects.update(state="waiting")
    assert rescue_runs(NOW) == 1
    Job.objects.update(state="running")
    assert len(Queue(context).take(NOW)) == 1
    assert execute(held, lambda: NOW) == "running"
    assert steps_of(run) == []


def test_a_failed_run_goes_on_from_its_failed_step(clinic, run_of, go, performed):
    flow = workflow(clinic, [("a", "done", {}), ("b", "fails", {})])
    run = run_of(flow)
    assert go() == ["failed"]
    flow.active.steps.filter(key="b").update(kind="done")
    plans._frozen.cache_clear()
    assert retry(run, NOW) is True
    assert go() == ["succeeded"]
    assert [key for key, _ in performed] == [f"wf:{run.pk}:a:0", f"wf:{run.pk}:b:1"]
    assert retry(run, NOW) is False


def test_a_waiting_run_can_be_cancelled_and_one_that_ended_cannot(clinic, run_of, go, django_user_model):
    person = django_user_model.objects.create_user("bo")
    run = run_of(workflow(clinic, [("nap", "sleep", {"seconds": 60})]))
    go()
    assert cancel(run, person, NOW) is True
    assert go(NOW + 61 * SECOND) == []
    run.refresh_from_db()
    assert (run.state, run.sentence) == ("cancelled", "Cancelled by bo.")
    assert cancel(run, person, NOW) is False


def test_runs_of_one_appointment_keep_their_order_and_others_run_beside_it(clinic, appointment, run_of, go, performed):
    flow = workflow(clinic, [("a", "fails_until", {"tries": 1})])
    first, second = run_of(flow), run_of(flow)
    assert go() == ["retrying"]
    assert go(NOW + PAUSES[0]) == ["succeeded", "retrying"]
    assert [key.split(":")[1] for key, _ in performed] == [str(first.pk), str(first.pk), str(second.pk)]
    assert WorkflowRun.objects.filter(state="retrying").count() == 1


def test_a_run_that_sleeps_on_purpose_does_not_hold_up_later_ones(clinic, run_of, go):
    run_of(workflow(clinic, [("nap", "sleep", {"seconds": 3600})]))
    assert go() == ["waiting"]
    run_of(workflow(clinic, [("a", "done", {})]))
    assert go() == ["succeeded"]


def test_a_workflow_runs_no_more_at_once_than_it_may(clinic, context):
    flow = workflow(clinic, [("a", "done", {})], at_once=1)
    other = workflow(clinic, [("a", "done", {})])
    for one in (flow, flow, other):
        start_by_hand(one, None, actor=None, now=NOW)
    taken = [run.workflow for _ in range(3) for run in Queue(context).take(NOW)]
    assert taken == [flow, other]


def die(context, now):
    """Let a worker die with what it takes now, and return what became of its runs."""
    Job.objects.update(state="running")
    runs = Queue(context).take(now)
    Job.objects.update(state="waiting")
    assert rescue_runs(now) == len(runs)
    return [(run.state, run.due_at - now) for run in WorkflowRun.objects.filter(pk__in=[run.pk for run in runs])]


def test_a_run_that_its_workers_die_of_rests_longer_each_time_and_is_given_up(clinic, run_of, context):
    run = run_of(workflow(clinic, [("a", "done", {})]))
    at, rests = NOW, []
    for _ in range(MOST_RESCUES):
        ((state, rest),) = die(context, at)
        assert state == "retrying"
        at, rests = at + rest, [*rests, rest.total_seconds()]
    assert rests == [0, 1, 2, 4, 8, 16, 30, 30, 30, 30]
    assert die(context, at)[0][0] == "failed"
    run.refresh_from_db()
    assert (run.state, run.error_code, run.held_by) == ("failed", "deadly", "")


def test_a_step_that_comes_to_its_end_forgives_the_workers_that_died_before(clinic, run_of, context, go):
    run = run_of(workflow(clinic, [("a", "fails_until", {"tries": 1})]))
    WorkflowRun.objects.update(rescues=MOST_RESCUES)
    assert go() == ["retrying"]
    run.refresh_from_db()
    assert run.rescues == 0
