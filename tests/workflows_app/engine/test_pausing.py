from datetime import timedelta

import pytest

from tests.workflows_app.factories import NOW, workflow
from workflows_app.engine.activating import CannotActivate, activate, deactivate
from workflows_app.engine.pausing import LOOKED_AT
from workflows_app.engine.planning import start_by_hand
from workflows_app.models import Workflow, WorkflowRun
from zocdoc_sync.models import Alert


def runs(flow, *kinds):
    """Perform a run for each kind of step, each as the workflow's only step."""
    for kind in kinds:
        flow.active.steps.update(kind=kind)
        yield start_by_hand(flow, None, actor=None, now=NOW)


@pytest.fixture
def perform(go, clear_plans):
    def performed(flow, *kinds):
        for _ in runs(flow, *kinds):
            clear_plans()
            go()

    return performed


def test_a_workflow_pauses_itself_when_95_percent_of_20_runs_failed_and_tells_once(clinic, perform):
    flow = workflow(clinic, [("a", "done", {})])
    perform(flow, "done", *["fails"] * (LOOKED_AT - 2))
    assert Workflow.objects.get().state == "active"
    perform(flow, "fails", "fails")
    row = Workflow.objects.get()
    assert (row.state, row.pause_reason.split(".")[0]) == ("paused", "19 of its last 20 runs failed")
    assert list(Alert.objects.values_list("code", "count")) == [("workflow_paused", 1)]


def test_one_that_succeeds_now_and_then_goes_on(clinic, perform):
    flow = workflow(clinic, [("a", "done", {})])
    perform(flow, *["fails"] * 9, "done", *["fails"] * 9, "done", *["fails"] * 5)
    assert Workflow.objects.get().state == "active"


def test_activating_it_again_forgives_and_counts_anew(clinic, perform, admin_user):
    flow = workflow(clinic, [("a", "note", {"text": "x"})])
    perform(flow, *["fails"] * LOOKED_AT)
    flow.refresh_from_db()
    flow.active.steps.update(kind="note")
    activate(flow, admin_user, NOW + timedelta(minutes=1))
    assert (flow.state, flow.pause_reason, flow.runs_as) == ("active", "", admin_user)
    assert Alert.objects.get().closed_at == NOW + timedelta(minutes=1)


def test_a_workflow_with_a_problem_or_beyond_ones_permissions_cannot_be_activated(clinic, django_user_model):
    flow = workflow(clinic, [("a", "zocdoc.confirmAppointment", {}), ("b", "note", {"text": "{{ trigger.nobody }}"})])
    person = django_user_model.objects.create_user("bo", is_staff=True)
    with pytest.raises(CannotActivate) as caught:
        activate(flow, person, NOW)
    assert caught.value.sentences == [
        "a: Appointment id is needed.",
        "b: There is no trigger.nobody.",
        "You may not do this step yourself, so it cannot act for you: Confirm appointment.",
    ]


def test_switched_off_it_is_not_started_and_what_has_begun_goes_on(clinic, appointment, go):
    flow = workflow(clinic, [("nap", "sleep", {"seconds": 60})])
    start_by_hand(flow, appointment, actor=None, now=NOW)
    go()
    deactivate(flow)
    assert (flow.state, flow.next_due_at) == ("off", None)
    assert go(NOW + timedelta(seconds=61)) == ["succeeded"]
    assert WorkflowRun.objects.count() == 1
