from datetime import timedelta

import pytest

from tests.workflows_app.factories import NOW, change, workflow
from tests.zocdoc_sync import factories
from workflows_app.engine.causes import MOST_DEPTH, OWN, TOO_DEEP, key_of
from workflows_app.engine.dispatching import AT_ONCE, dispatch, undispatched
from workflows_app.enums import TriggerKind, WorkflowState
from workflows_app.models import WorkflowRun
from zocdoc_sync.models import Alert, Change

UPDATED = TriggerKind.UPDATED


def runs():
    return [(run.workflow, run.change, run.state) for run in WorkflowRun.objects.order_by("pk")]


def test_a_change_makes_one_run_of_each_workflow_that_waits_for_it(clinic, appointment):
    created, updated = workflow(clinic), workflow(clinic, trigger=UPDATED)
    booked, moved = change(appointment), change(appointment, "moved")
    assert dispatch(NOW) == 2
    assert runs() == [(created, booked, "queued"), (updated, moved, "queued")]
    assert not undispatched().exists()
    assert dispatch(NOW) == 0


def test_a_change_that_is_seen_again_makes_no_second_run(clinic, appointment):
    workflow(clinic)
    change(appointment)
    dispatch(NOW)
    Change.objects.update(dispatched_at=None)
    assert dispatch(NOW) == 1
    assert len(runs()) == 1


@pytest.mark.parametrize("state", [WorkflowState.OFF, WorkflowState.PAUSED])
def test_a_workflow_that_is_not_active_is_not_started(clinic, appointment, state):
    workflow(clinic, state=state)
    change(appointment)
    dispatch(NOW)
    assert runs() == []


def test_another_connections_change_starts_nothing(clinic, appointment):
    workflow(factories.connection())
    flow = workflow(clinic)
    booked = change(appointment)
    dispatch(NOW)
    assert runs() == [(flow, booked, "queued")]


def test_what_happened_before_it_was_switched_on_is_not_news(clinic, appointment):
    workflow(clinic, activated_at=NOW)
    change(appointment, observed_at=NOW - timedelta(seconds=1))
    dispatch(NOW)
    assert runs() == []


def test_a_filter_that_does_not_match_is_written_down_with_its_reason_and_without_what_the_trigger_told(
    clinic, appointment
):
    condition = {"field": "trigger.appointment.status", "operator": "equals", "value": "cancelled"}
    flow = workflow(clinic, conditions=[condition])
    booked = change(appointment)
    dispatch(NOW)
    assert runs() == [(flow, booked, "filtered")]
    run = WorkflowRun.objects.get()
    assert (run.data, run.finished_at, bool(run.sentence)) == (None, NOW, True)


def test_changes_are_looked_at_in_their_order_and_a_bounded_number_at_once(clinic, appointment):
    flow = workflow(clinic, trigger=UPDATED)
    made = [change(appointment, "details") for _ in range(AT_ONCE + 1)]
    assert [dispatch(NOW), dispatch(NOW), dispatch(NOW)] == [AT_ONCE, 1, 0]
    assert [(run.workflow, run.change) for run in WorkflowRun.objects.order_by("pk")] == [(flow, one) for one in made]


def caused_by(run, appointment, kind="confirmed"):
    log = factories.operation_log(appointment, key=key_of(run.pk, "a", 0))
    return change(appointment, kind, operation=log)


def test_a_workflow_does_not_start_from_its_own_write_unless_it_asks_to(clinic, appointment):
    flow = workflow(clinic, trigger=UPDATED)
    eager = workflow(clinic, trigger=UPDATED, sees_own_writes=True)
    change(appointment, "moved")
    dispatch(NOW)
    first, second = WorkflowRun.objects.order_by("pk")
    caused_by(first, appointment)
    caused_by(second, appointment)
    dispatch(NOW)
    later = WorkflowRun.objects.filter(pk__gt=second.pk).order_by("change_id", "workflow_id")
    assert [(run.workflow, run.cause, run.state, run.sentence) for run in later] == [
        (flow, first, "filtered", OWN),
        (eager, first, "queued", ""),
        (flow, second, "queued", ""),
        (eager, second, "queued", ""),
    ]


def test_two_workflows_that_start_each_other_end_with_the_chain(clinic, appointment):
    one, two = workflow(clinic, trigger=UPDATED), workflow(clinic, trigger=UPDATED)
    change(appointment, "moved")
    dispatch(NOW)
    caused_by(WorkflowRun.objects.get(workflow=one), appointment)
    dispatch(NOW)
    caused_by(WorkflowRun.objects.filter(workflow=two).latest("pk"), appointment)
    dispatch(NOW)
    assert list(WorkflowRun.objects.filter(depth=2).values_list("sentence", flat=True)) == [OWN, OWN]


def test_a_workflow_that_wants_its_own_writes_is_stopped_when_it_never_ends(clinic, appointment):
    flow = workflow(clinic, trigger=UPDATED, sees_own_writes=True)
    change(appointment, "moved")
    for _ in range(MOST_DEPTH + 2):
        dispatch(NOW)
        caused_by(WorkflowRun.objects.latest("pk"), appointment)
    last = WorkflowRun.objects.latest("pk")
    assert (last.depth, last.state, last.sentence) == (MOST_DEPTH + 1, "filtered", TOO_DEEP)
    assert Alert.objects.get().fault == f"loop:{flow.pk}"


def test_a_hundred_workflows_are_judged_in_a_bounded_number_of_queries(
    clinic, appointment, django_assert_max_num_queries
):
    condition = {"field": "trigger.appointment.status", "operator": "equals", "value": "cancelled"}
    for _ in range(100):
        workflow(clinic, conditions=[condition])
    change(appointment)
    with django_assert_max_num_queries(15):
        dispatch(NOW)
    assert WorkflowRun.objects.filter(state="filtered").count() == 100
