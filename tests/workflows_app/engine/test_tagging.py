from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from tests.workflows_app.factories import NOW, workflow
from tests.zocdoc_sync import factories
from workflows_app.engine.planning import replay
from workflows_app.engine.tagging import plan_due_tags
from workflows_app.models import WorkflowRun
from workflows_app.steps.remarking import note_by_hand, tag_by_hand, untag, write_remark

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def flow(clinic):
    return waiting(clinic)


def waiting(clinic, *tags, **more):
    steps = [("say", "done", {"text": "{{ trigger.tag }}"})]
    return workflow(clinic, steps, trigger="appointment_tagged", options={"tags": [*tags] or ["checked in"]}, **more)


def tag(appointment, typed="checked in"):
    return tag_by_hand(appointment, typed, by="fay", now=NOW)


def made():
    return list(WorkflowRun.objects.order_by("pk").values_list("workflow__name", "state"))


def test_a_tag_starts_the_workflows_that_wait_for_it_once(clinic, appointment, flow):
    waiting(clinic, "vip")
    tag(appointment)
    assert [plan_due_tags(LATER), plan_due_tags(LATER)] == [1, 0]
    assert made() == [(flow.name, "queued")]
    run = WorkflowRun.objects.get()
    assert (run.trigger, run.appointment, run.data["tag"]) == ("appointment_tagged", appointment, "checked in")
    assert run.data["appointment"]["tags"] == ["checked in"]


def test_a_tag_that_is_taken_off_and_put_on_again_is_no_news(appointment, flow):
    for _ in range(2):
        tag(appointment)
        plan_due_tags(LATER)
        untag(appointment, "checked in")
    assert len(made()) == 1


def test_the_same_tag_on_an_appointment_that_has_moved_is_news(appointment, flow):
    tag(appointment)
    plan_due_tags(LATER)
    untag(appointment, "checked in")
    appointment.start_time += timedelta(days=7)
    appointment.save()
    tag(appointment)
    plan_due_tags(LATER)
    assert len(made()) == 2


def test_a_tag_that_is_taken_off_at_once_starts_nothing(appointment, flow):
    tag(appointment)
    untag(appointment, "checked in")
    assert (plan_due_tags(LATER), made()) == (0, [])


def test_a_tag_from_before_a_workflow_was_switched_on_or_while_it_is_off_starts_nothing(clinic, appointment):
    waiting(clinic, activated_at=LATER)
    waiting(clinic, state="off")
    tag(appointment)
    assert plan_due_tags(LATER) == 1
    assert made() == []


def test_another_clinics_workflow_does_not_see_it(appointment):
    waiting(factories.connection())
    tag(appointment)
    plan_due_tags(LATER)
    assert made() == []


def test_a_workflow_does_not_start_itself_with_its_own_tag(clinic, appointment):
    steps = [("mark", "tag", {"tag": "checked in"})]
    own = workflow(clinic, steps, trigger="appointment_tagged", options={"tags": ["checked in"]})
    first = WorkflowRun.objects.create(
        connection=clinic, workflow=own, version=own.active, trigger="manual", trigger_key="manual:1",
        appointment=appointment, due_at=NOW, created_at=NOW, state="succeeded",
    )  # fmt: skip
    write_remark(appointment, key=f"wf:{first.pk}:mark:0", by="workflow", now=NOW, tag="checked in")
    plan_due_tags(LATER)
    second = WorkflowRun.objects.exclude(pk=first.pk).get()
    assert (second.state, second.cause, second.sentence) == (
        "filtered", first, "Its own write brought this change, and it is not set to start from its own writes.",
    )  # fmt: skip


def test_a_run_that_is_repeated_knows_its_tag(appointment, flow):
    tag(appointment)
    plan_due_tags(LATER)
    again = replay(WorkflowRun.objects.get(), now=LATER)
    assert again.data["tag"] == "checked in"


def test_an_idle_look_is_one_query_and_notes_are_nobodys_news(appointment, flow, django_assert_num_queries):
    note_by_hand(appointment, "Call her.", key="n", by="fay", now=NOW)
    with django_assert_num_queries(1):
        assert plan_due_tags(LATER) == 0


def test_many_tags_cost_as_many_queries_as_few(clinic, flow):
    counts = []
    for number in (3, 6):
        for _ in range(number):
            tag(factories.appointment(clinic))
        with CaptureQueriesContext(database) as seen:
            plan_due_tags(LATER)
        counts.append(len(seen))
    assert counts[1] == counts[0]
