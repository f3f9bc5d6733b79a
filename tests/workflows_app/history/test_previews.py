"""What repeating a run would do as things stand, write by write."""

from datetime import timedelta

import pytest

from tests.workflows_app import factories
from tests.zocdoc_sync import factories as rows
from workflows_app.admin.runs.acting import BUTTONS
from workflows_app.engine.planning import replay_all, start_by_hand
from workflows_app.history.previews import UNSETTLED_WRITE, previews_of
from workflows_app.models import StepRun, WorkflowRun

pytestmark = pytest.mark.django_db
ID = "{{ trigger.appointment.id }}"
CONFIRM = ("confirm", "zocdoc.confirmAppointment", {"appointment_id": ID})
CANCEL = ("cancel", "zocdoc.cancelAppointment", {"appointment_id": ID})
NO_SHOW = ("gone", "zocdoc.updateAppointment", {"appointment_id": ID, "appointment_status": "no_show"})
NOTE = ("note", "remark.note", {"text": "Hello"})


def run_of(*steps, state="failed", status="pending_booking", **fields):
    connection = rows.connection()
    appointment = rows.appointment(connection, status=status, **fields)
    made = start_by_hand(factories.workflow(connection, steps), appointment, actor=None, now=factories.NOW)
    WorkflowRun.objects.filter(pk=made.pk).update(state=state)
    made.refresh_from_db()
    return made


def told(run, what="replay"):
    (one,) = previews_of([run], what, BUTTONS[what].states, factories.NOW)
    return one.barred, list(one.lines)


def test_a_write_that_fits_would_be_done():
    assert told(run_of(CONFIRM)) == ("", ["Would confirm."])


def test_a_write_that_no_longer_fits_would_be_skipped_and_why():
    assert told(run_of(CONFIRM, status="cancelled")) == ("", ["Would confirm, but it is cancelled now: skip."])


def test_a_write_is_judged_by_what_the_one_before_it_leaves():
    after = "Would confirm, but the write before it leaves it in no state for this: skip."
    assert told(run_of(CANCEL, CONFIRM)) == ("", ["Would cancel appointment.", after])
    assert told(run_of(CONFIRM, CANCEL)) == ("", ["Would confirm.", "Would cancel appointment."])


def test_a_run_that_goes_on_does_not_do_again_what_it_has_done():
    run = run_of(CONFIRM, CANCEL, status="confirmed")
    StepRun.objects.create(
        connection=run.connection, run=run, path="confirm", kind=CONFIRM[1], state="done", started_at=factories.NOW
    )
    assert told(run, "retry") == ("", ["Would cancel appointment."])


@pytest.mark.parametrize(("state", "is_left"), [("asks", True), ("succeeded", False)])
def test_a_run_whose_write_is_open_is_left_until_that_is_settled(state, is_left):
    run = run_of(CONFIRM, state="asks")
    operation = rows.operation_log(run.appointment, state=state)
    StepRun.objects.create(
        connection=run.connection, run=run, path="confirm", kind=CONFIRM[1], state="asks", operation=operation,
        started_at=factories.NOW,
    )  # fmt: skip
    assert told(run, "retry") == ((UNSETTLED_WRITE, []) if is_left else ("", ["Would confirm."]))


def only_if(field, operator="equals", value=None):
    given = {"field": field, "operator": operator, "value": value}
    return ("only", "only_if", {"conditions": {"match": "all", "conditions": [given]}})


def each(items, *inner):
    keys = ("key", "kind", "config")
    steps = [dict(zip(keys, one, strict=True)) for one in inner]
    return {"key": "each", "kind": "for_each", "config": {"items": items}, "inner": steps}


STATUS = "trigger.appointment.status"
STOP = ("stop", "stop", {})


def test_a_condition_that_does_not_hold_would_end_it():
    ends = "Would end at “Only if”: “Status” is Confirmed: it is To confirm."
    assert told(run_of(only_if(STATUS, value="confirmed"), CONFIRM)) == ("", [ends])
    assert told(run_of(only_if(STATUS, value="pending_booking"), CONFIRM)) == ("", ["Would confirm."])


@pytest.mark.parametrize(
    ("field", "label"), [("trigger.patient.in_network", "Plan is in network"), ("steps.look.found", "steps.look.found")]
)
def test_a_condition_that_only_the_run_can_judge_is_said_and_left_open(field, label):
    asks = f"Goes on only if “{label}” is so: that is judged when it runs."
    assert told(run_of(only_if(field, "yes"), CONFIRM)) == ("", [asks, "Would confirm."])


def test_nothing_comes_after_a_stop():
    assert told(run_of(CONFIRM, STOP, CANCEL)) == ("", ["Would confirm.", "Would end at “Stop”."])


def test_a_list_that_is_known_is_gone_through():
    post = ("post", "post_webhook", {"target": "{{ item }}"})
    run = run_of(each("{{ 'a,b,c' | split: ',' }}", post))
    assert told(run) == ("", ["For each of 3 entries:", "Would do “Post to another system”. (3 times)"])
    held = run_of(each("{{ 'a,b' | split: ',' }}", only_if("item", value="a"), post))
    (head, line, end) = told(held)[1]
    assert (head, line) == ("For each of 2 entries:", "Would do “Post to another system”.")
    assert end == "Would end at “Only if”: “item” is a: it is not so."


def test_a_list_that_a_step_will_give_is_left_open():
    run = run_of(each("{{ steps.look.items }}", CONFIRM))
    assert told(run) == ("", ["For each entry of a list that is not known yet:", "Would confirm."])


def test_a_run_that_goes_on_is_judged_by_what_its_trigger_told():
    run = run_of(only_if(STATUS, value="pending_booking"), CONFIRM)
    type(run.appointment).objects.update(status="confirmed")
    run = WorkflowRun.objects.get(pk=run.pk)
    assert told(run, "retry") == ("", ["Would confirm, but it is confirmed now: skip."])
    assert told(run) == ("", ["Would end at “Only if”: “Status” is To confirm: it is Confirmed."])
    WorkflowRun.objects.update(data=None)
    open_now = "Goes on only if “Status” is To confirm: that is judged when it runs."
    assert told(run, "retry")[1][0] == open_now


@pytest.mark.parametrize("what", ["retry", "replay"])
def test_previews_of_many_that_decide_cost_the_same_as_one(what, django_assert_num_queries):
    one = run_of(only_if(STATUS, value="confirmed"), CONFIRM)
    for _ in range(20):
        start_by_hand(one.workflow, rows.appointment(one.connection), actor=None, now=factories.NOW)
    WorkflowRun.objects.update(state="failed")
    asked = list(WorkflowRun.objects.select_related("workflow", "appointment"))
    previews_of(asked[:1], what, BUTTONS[what].states, factories.NOW)
    with django_assert_num_queries(3):
        assert len(previews_of(asked, what, BUTTONS[what].states, factories.NOW)) == 21


def test_a_state_that_the_button_is_not_for_is_left_as_it_is():
    assert told(run_of(CONFIRM, state="running"), "cancel") == ("Left as it is: running.", [])
    assert told(run_of(CONFIRM, state="asks")) == ("Left as it is: needs a person.", [])
    assert told(run_of(CONFIRM, state="waiting"), "cancel") == ("", ["Ends before its next step."])


def test_many_previews_cost_the_same_as_one(django_assert_num_queries):
    one = run_of(CONFIRM)
    more = [
        start_by_hand(one.workflow, rows.appointment(one.connection), actor=None, now=factories.NOW) for _ in range(20)
    ]
    WorkflowRun.objects.update(state="failed")
    asked = list(WorkflowRun.objects.select_related("workflow", "appointment"))
    previews_of(asked[:1], "retry", BUTTONS["retry"].states, factories.NOW)
    with django_assert_num_queries(2):
        assert len(previews_of(asked, "retry", BUTTONS["retry"].states, factories.NOW)) == len(more) + 1


def test_what_was_repeated_for_a_key_is_not_repeated_again():
    run = run_of(CONFIRM)
    later = factories.NOW + timedelta(hours=1)
    assert [replay_all([run], now=later, key="k") for _ in range(2)] == [1, 1]
    assert WorkflowRun.objects.filter(replay_of=run).count() == 1
