from dataclasses import replace

import pytest
from django.utils import timezone

from tests.workflows_app.exchange.conftest import CONFIRM, EACH, WHOLE
from workflows_app.engine.planning import start_by_hand
from workflows_app.exchange.definition import definition_of
from workflows_app.exchange.drafts import NameTaken, Outdated, create, drop_draft, revert, save_draft
from workflows_app.models import Workflow, WorkflowRun, WorkflowVersion


def fresh(workflow):
    return Workflow.objects.select_related("draft", "active").get(pk=workflow.pk)


def save(workflow, definition, user):
    return save_draft(workflow, definition, user, seen=definition_of(fresh(workflow)).fingerprint())


def activated(workflow):
    WorkflowVersion.objects.filter(pk=workflow.draft_id).update(activated_at=timezone.now())
    Workflow.objects.filter(pk=workflow.pk).update(active=workflow.draft_id, draft=None)
    return fresh(workflow)


def test_a_definition_comes_back_as_it_was_written(workflow):
    assert definition_of(fresh(workflow)) == WHOLE
    assert definition_of(fresh(workflow)).fingerprint() == WHOLE.fingerprint()


def test_a_draft_is_written_over_and_an_activated_version_is_not(workflow, builder):
    shorter = replace(WHOLE, steps=(CONFIRM,))
    assert save(workflow, shorter, builder).number == 1
    running = activated(fresh(workflow))
    assert save(running, replace(shorter, trigger="manual", trigger_options={}), builder).number == 2
    assert definition_of(fresh(workflow), running.active) == shorter


def test_a_version_that_has_runs_is_not_written_over(workflow, builder):
    start_by_hand(workflow, None, actor=builder, now=timezone.now(), version=workflow.draft)
    assert save(workflow, replace(WHOLE, steps=(CONFIRM,)), builder).number == 2
    assert WorkflowVersion.objects.get(number=1).steps.count() == 3


def test_an_outdated_draft_is_not_written_over(workflow, builder):
    seen = definition_of(workflow).fingerprint()
    theirs = replace(WHOLE, steps=(CONFIRM,))
    save_draft(workflow, theirs, builder, seen=seen)
    with pytest.raises(Outdated) as told:
        save_draft(workflow, replace(WHOLE, steps=(EACH,)), builder, seen=seen)
    assert (told.value.theirs, told.value.by) == (theirs, "builder")
    assert definition_of(fresh(workflow)) == theirs


def test_saving_the_same_twice_is_not_outdated(workflow, builder):
    seen = definition_of(workflow).fingerprint()
    theirs = replace(WHOLE, steps=(CONFIRM,))
    save_draft(workflow, theirs, builder, seen=seen)
    save_draft(workflow, theirs, builder, seen=seen)
    assert definition_of(fresh(workflow)) == theirs


def test_a_taken_name_changes_nothing(workflow, clinic, builder):
    create(clinic, replace(WHOLE, name="Second"), builder)
    with pytest.raises(NameTaken):
        save(workflow, replace(WHOLE, name="Second", steps=()), builder)
    assert definition_of(fresh(workflow)) == WHOLE


def test_dropping_a_draft_leads_back_to_what_runs(workflow, builder):
    assert drop_draft(workflow) is False
    running = activated(workflow)
    save(running, replace(WHOLE, steps=()), builder)
    assert drop_draft(running) is True
    assert definition_of(fresh(workflow)) == WHOLE
    assert list(WorkflowVersion.objects.values_list("number", flat=True)) == [1]


def test_a_draft_that_was_tried_for_real_can_be_thrown_away_and_stays_behind_its_runs(workflow, builder):
    running = activated(workflow)
    draft = save(running, replace(WHOLE, steps=()), builder)
    start_by_hand(fresh(workflow), None, actor=builder, now=timezone.now(), version=draft)
    assert drop_draft(fresh(workflow)) is True
    assert (fresh(workflow).draft, draft.runs.count()) == (None, 1)


def test_a_workflow_goes_away_with_its_versions_and_runs(workflow, builder):
    start_by_hand(fresh(workflow), None, actor=builder, now=timezone.now())
    workflow.delete()
    assert (WorkflowVersion.objects.count(), WorkflowRun.objects.count()) == (0, 0)


def test_going_back_makes_the_old_version_a_new_draft(workflow, builder):
    running = activated(workflow)
    save(running, replace(WHOLE, steps=()), builder)
    newer = activated(fresh(workflow))
    draft = revert(newer, WorkflowVersion.objects.get(number=1), builder)
    assert (draft.number, fresh(workflow).active.number) == (3, 2)
    assert definition_of(fresh(workflow)) == WHOLE


def test_steps_act_only_through_connections_that_the_person_sees(workflow, other, builder):
    elsewhere = replace(CONFIRM, through=other.name)
    save(workflow, replace(WHOLE, steps=(elsewhere,)), builder)
    assert definition_of(fresh(workflow)).steps == (CONFIRM,)
    other.members.add(builder)
    save(workflow, replace(WHOLE, steps=(elsewhere,)), builder)
    assert definition_of(fresh(workflow)).steps == (elsewhere,)
