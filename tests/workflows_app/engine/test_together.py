import pytest

from tests.workflows_app.engine.conftest import worker
from tests.workflows_app.factories import NOW, workflow
from tests.zocdoc_sync import factories
from workflows_app.engine import together
from workflows_app.engine.planning import start_by_hand
from workflows_app.engine.taking import MOST_TOGETHER, Queue, _free
from workflows_app.engine.ticking import rescue_runs
from workflows_app.engine.together import perform
from workflows_app.models import Remark, StepRun, WorkflowRun
from zocdoc_sync.models import Job

STATUS = {"conditions": [{"field": "trigger.appointment.status", "operator": "equals", "value": "pending_booking"}]}
STEPS = [
    ("decide", "only_if", {"conditions": STATUS}),
    ("note", "note", {"text": "{{ trigger.appointment.status }}"}),
    ("tag", "tag", {"tag": "seen"}),
]


@pytest.fixture
def start(clinic):
    """Make runs of a workflow, each for an appointment of its own."""

    def made(flow, number=3):
        return [start_by_hand(flow, factories.appointment(clinic), actor=None, now=NOW) for _ in range(number)]

    return made


def runs_of(flow):
    return list(WorkflowRun.objects.filter(workflow=flow).order_by("pk").values_list("state", "position", "held_by"))


def kinds_of_steps(run):
    return [(row.path, row.state) for row in StepRun.objects.filter(run=run).order_by("pk")]


def test_runs_that_ask_nobody_outside_are_taken_together_and_written_down_at_once(
    clinic, start, context, django_assert_max_num_queries
):
    flow = workflow(clinic, STEPS)
    runs = start(flow, MOST_TOGETHER + 1)
    taken = Queue(context).take(NOW)
    assert [run.pk for run in taken] == [run.pk for run in runs[:MOST_TOGETHER]]
    with django_assert_max_num_queries(12):
        perform(taken, lambda: NOW)
    assert runs_of(flow) == [("succeeded", "tag", "")] * MOST_TOGETHER + [("queued", "", "")]
    assert kinds_of_steps(runs[0]) == [("decide", "done"), ("note", "done"), ("tag", "done")]
    remarks = Remark.objects.filter(appointment=runs[4].appointment).order_by("pk")
    assert [(remark.text, remark.tag, remark.key) for remark in remarks] == [
        ("pending_booking", "", f"wf:{runs[4].pk}:note:0"), (None, "seen", f"wf:{runs[4].pk}:tag:0"),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["zocdoc.getAppointment", "zocdoc.confirmAppointment", "send_email", "done"])
def test_a_run_that_may_ask_somebody_outside_is_taken_alone(clinic, start, context, kind):
    inner = [{"key": "b", "kind": kind}]
    start(workflow(clinic, [{"key": "a", "kind": "for_each", "config": {"items": [1]}, "inner": inner}]))
    assert len(Queue(context).take(NOW)) == 1


def test_a_run_that_reads_the_patient_is_taken_alone(clinic, start, context):
    start(workflow(clinic, [("note", "note", {"text": "{{ trigger.patient.first_name }}"})]))
    assert len(Queue(context).take(NOW)) == 1


def test_a_run_that_a_worker_died_with_takes_no_others_with_it(clinic, start, context):
    runs = start(workflow(clinic, STEPS))
    WorkflowRun.objects.filter(pk=runs[0].pk).update(rescues=1)
    queue = Queue(context)
    assert [[run.pk for run in queue.take(NOW)] for _ in range(2)] == [[runs[0].pk], [runs[1].pk, runs[2].pk]]


def test_a_run_of_many_that_another_worker_has_now_gets_nothing_and_the_others_do(clinic, start, context):
    runs = start(workflow(clinic, STEPS))
    taken = Queue(context).take(NOW)
    WorkflowRun.objects.filter(pk=runs[1].pk).update(fence=2, held_by="9:9")
    perform(taken, lambda: NOW)
    assert [state for state, _, _ in runs_of(runs[0].workflow)] == ["succeeded", "running", "succeeded"]
    assert [len(kinds_of_steps(run)) for run in runs] == [3, 0, 3]
    assert Remark.objects.filter(appointment=runs[1].appointment).count() == 0


def test_what_a_dead_worker_had_not_committed_is_done_once_by_the_next(clinic, start, context, monkeypatch, go):
    runs = start(workflow(clinic, STEPS))
    monkeypatch.setattr(together, "_commit", lambda *_: None)
    perform(Queue(context).take(NOW), lambda: NOW)
    monkeypatch.undo()
    Job.objects.update(state="waiting")
    assert rescue_runs(NOW) == 3
    Job.objects.update(state="running")
    assert go() == ["succeeded"] * 3
    assert [len(kinds_of_steps(run)) for run in runs] == [3, 3, 3]
    assert Remark.objects.count() == 6


def test_each_of_them_ends_as_it_would_alone(clinic, start, context, monkeypatch):
    flows = {
        "waiting": workflow(clinic, [("nap", "wait.for", {"amount": "5", "unit": "minutes"})]),
        "filtered": workflow(clinic, [("a", "only_if", {"conditions": {"conditions": [{"field": "item"}]}})]),
        "failed": workflow(clinic, [("a", "tag", {"tag": "{{ nobody.knows }}"})]),
        "succeeded": workflow(clinic, [("a", "tag", {"tag": "seen"})]),
    }
    runs = {state: start(flow, 1)[0] for state, flow in flows.items()}
    perform(Queue(context).take(NOW), lambda: NOW)
    found = {state: WorkflowRun.objects.get(pk=run.pk).state for state, run in runs.items()}
    assert found == {state: state for state in flows}
    assert WorkflowRun.objects.get(pk=runs["waiting"].pk).due_at > NOW


def test_runs_that_take_long_are_written_down_before_the_last_of_them_is_done(clinic, start, context, monkeypatch):
    runs = start(workflow(clinic, STEPS))
    seen = []
    real = together._commit
    monkeypatch.setattr(together, "_commit", lambda done, now: (seen.append(len(done)), real(done, now)))
    monkeypatch.setattr(together, "SHOWN_AFTER_SECONDS", -1)
    perform(Queue(context).take(NOW), lambda: NOW)
    assert seen == [1, 1, 1]
    assert [state for state, _, _ in runs_of(runs[0].workflow)] == ["succeeded"] * 3


def test_two_workers_never_take_the_same(clinic, start, context):
    start(workflow(clinic, STEPS), MOST_TOGETHER + 5)
    first, second = Queue(context), Queue(worker(2))
    # Both have looked before either takes.
    first._seen, second._seen = _free(NOW), _free(NOW)
    taken = [{run.pk for run in queue.take(NOW)} for queue in (first, second)]
    assert taken[0] & taken[1] == set()
    assert [len(one) for one in taken] == [MOST_TOGETHER, 5]
