"""Why a workflow did, or did not, run for a change."""

from datetime import timedelta

import pytest

from tests.workflows_app import factories
from tests.zocdoc_sync import factories as rows
from tests.zocdoc_sync.admin.clinic import connection_named
from workflows_app.engine.dispatching import dispatch
from workflows_app.engine.planning import replay, start_by_hand
from workflows_app.enums import TriggerKind, WorkflowState
from workflows_app.history import reasons
from workflows_app.models import Workflow, WorkflowRun

NOW = factories.NOW
ONLY_NO_SHOW = {"field": "trigger.appointment.status", "operator": "equals", "value": "no_show"}


@pytest.fixture
def booking(clinic):
    return factories.change(rows.appointment(clinic))


def answers(change):
    [story] = reasons.stories_of(change.appointment)
    assert story.change == change
    return {one.workflow.name: (one.run, one.reason) for one in story.answers}


def reason(change, name):
    run, why = answers(change)[name]
    assert run is None
    return why


def test_a_run_and_the_filter_that_stopped_another_are_told(clinic, booking):
    flow = factories.workflow(clinic, name="All")
    stopped = factories.workflow(clinic, name="No-shows", conditions=[ONLY_NO_SHOW])
    dispatch(NOW)
    run, other = (WorkflowRun.objects.get(workflow=one) for one in (flow, stopped))
    assert other.sentence
    assert answers(booking) == {"All": (run, run.sentence), "No-shows": (other, other.sentence)}


def test_the_first_run_of_a_change_is_told_and_not_its_repetition(clinic, booking):
    factories.workflow(clinic, name="All")
    dispatch(NOW)
    run = WorkflowRun.objects.get()
    replay(run, now=NOW)
    assert answers(booking)["All"][0] == run


def test_another_trigger_is_told_with_what_it_waits_for(clinic, booking):
    factories.workflow(clinic, name="Updated", trigger=TriggerKind.UPDATED, options={"kinds": ["moved"]})
    factories.workflow(clinic, name="Started", trigger=TriggerKind.STARTED)
    moved = factories.change(booking.appointment, "moved", observed_at=NOW + timedelta(minutes=1))
    factories.workflow(clinic, name="Created")
    newest, oldest = reasons.stories_of(booking.appointment)
    assert (newest.change, oldest.change) == (moved, booking)
    told = {one.workflow.name: one.reason for one in oldest.answers}
    assert told["Updated"] == reasons.BOOKING
    assert told["Started"] == "It starts by something else. It waits for “Appointment started”, and this is “booked”."
    told = {one.workflow.name: one.reason for one in newest.answers}
    assert told["Created"] == "It starts by something else. It waits for “Appointment created”, and this is “moved”."


def test_what_was_switched_on_later_or_is_off_is_told(clinic, booking):
    later = NOW + timedelta(hours=1)
    factories.workflow(clinic, name="New", activated_at=later)
    again = factories.workflow(clinic, name="Again")
    Workflow.objects.filter(pk=again.pk).update(activated_at=later)
    factories.workflow(clinic, name="Off", state=WorkflowState.OFF)
    factories.workflow(clinic, name="Paused", state=WorkflowState.PAUSED, pause_reason="19 of 20 failed.")
    assert reason(booking, "New") == reasons.WAS_OFF
    assert reason(booking, "Again") == reasons.LATER
    assert reason(booking, "Off") == "It is switched off."
    assert reason(booking, "Paused") == "It had paused itself: 19 of 20 failed."


def test_a_change_that_nobody_looked_at_is_told_apart_from_a_run_that_is_not_kept(clinic, booking):
    factories.workflow(clinic, name="All")
    assert reason(booking, "All") == reasons.NOT_LOOKED_AT
    dispatch(NOW)
    WorkflowRun.objects.all().delete()
    booking.refresh_from_db()
    assert reason(booking, "All") == reasons.NO_LONGER_KEPT


def test_workflows_of_another_connection_say_nothing(clinic, booking):
    factories.workflow(connection_named("Hillside Clinic"), name="Theirs")
    assert answers(booking) == {}


def test_runs_without_a_change_stand_apart(clinic, booking):
    flow = factories.workflow(clinic, name="All")
    run = start_by_hand(flow, booking.appointment, actor=None, now=NOW)
    assert reasons.other_runs(booking.appointment) == [run]


def test_the_number_of_queries_does_not_grow_with_rows(clinic, booking, django_assert_num_queries):
    for number in range(3):
        factories.workflow(clinic, name=f"Flow {number}")
        factories.change(booking.appointment, "moved")
    dispatch(NOW)
    with django_assert_num_queries(4):
        reasons.stories_of(booking.appointment)


def test_a_recipe_that_was_never_switched_on_is_no_answer(clinic, booking):
    Workflow.objects.create(connection=clinic, name="Recipe", recipe="auto_confirm")
    Workflow.objects.create(connection=clinic, name="Draft")
    assert answers(booking) == {"Draft": (None, reasons.WAS_OFF)}
