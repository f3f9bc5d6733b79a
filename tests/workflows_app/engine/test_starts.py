from datetime import timedelta

import pytest

from tests.workflows_app.factories import NOW, change, workflow
from tests.zocdoc_sync import factories
from workflows_app.engine.dispatching import dispatch
from workflows_app.engine.starts import LATE_AFTER, SKIPPED_LATE, TOO_LATE, plan_due_starts
from workflows_app.enums import TriggerKind
from workflows_app.models import WorkflowRun
from zocdoc_sync.models import Appointment

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def flow(clinic):
    return workflow(clinic, trigger=TriggerKind.STARTED)


def starting(clinic, at, **fields):
    return factories.appointment(clinic, start_time=at, **fields)


def started():
    return list(WorkflowRun.objects.order_by("pk").values_list("appointment", "is_late"))


def test_it_starts_when_the_start_time_comes_and_once(clinic, flow):
    row = starting(clinic, NOW + 10 * SECOND)
    assert plan_due_starts(NOW + 9 * SECOND) == 0
    assert plan_due_starts(NOW + 10 * SECOND) == 1
    assert plan_due_starts(NOW + 11 * SECOND) == 0
    assert started() == [(row.pk, False)]


@pytest.mark.parametrize("fields", [{"status": "cancelled"}, {"status": "booking_failed"}, {"gone_at": NOW}])
def test_what_is_off_does_not_start(clinic, flow, fields):
    starting(clinic, NOW + SECOND, **fields)
    row = starting(clinic, NOW + SECOND)
    plan_due_starts(NOW + SECOND)
    assert started() == [(row.pk, False)]


def test_after_a_stop_each_starts_once_marked_late_up_to_six_hours(clinic, flow):
    starting(clinic, NOW + MINUTE)
    rows = [starting(clinic, NOW + TOO_LATE + minutes * MINUTE) for minutes in (1, 2)]
    back = NOW + 2 * TOO_LATE
    assert plan_due_starts(back) == 2
    assert plan_due_starts(back + SECOND) == 0
    assert started() == [(row.pk, True) for row in rows]


def test_a_late_start_is_skipped_where_that_was_chosen(clinic):
    workflow(clinic, trigger=TriggerKind.STARTED, options={"late": "skip"})
    starting(clinic, NOW + SECOND)
    plan_due_starts(NOW + SECOND + LATE_AFTER + SECOND)
    run = WorkflowRun.objects.get()
    assert (run.state, run.sentence) == ("filtered", SKIPPED_LATE)


def test_it_follows_an_appointment_that_moves(clinic, flow):
    row = starting(clinic, NOW + MINUTE)
    Appointment.objects.update(start_time=NOW + 5 * MINUTE)
    assert plan_due_starts(NOW + MINUTE) == 0
    assert plan_due_starts(NOW + 5 * MINUTE) == 1
    assert started() == [(row.pk, False)]


def test_what_started_before_its_change_was_seen_starts_late(clinic, flow):
    plan_due_starts(NOW + MINUTE)
    row = starting(clinic, NOW + 20 * SECOND)
    change(row, observed_at=NOW + 2 * MINUTE)
    dispatch(NOW + 2 * MINUTE)
    assert started() == [(row.pk, True)]
    plan_due_starts(NOW + 3 * MINUTE)
    change(row, "details", observed_at=NOW + 3 * MINUTE)
    dispatch(NOW + 3 * MINUTE)
    assert started() == [(row.pk, True)]


def test_what_started_before_it_was_switched_on_does_not_start(clinic):
    flow = workflow(clinic, trigger=TriggerKind.STARTED, activated_at=NOW, started_until=NOW)
    row = starting(clinic, NOW - MINUTE)
    plan_due_starts(NOW + SECOND)
    change(row, observed_at=NOW + SECOND)
    dispatch(NOW + SECOND)
    assert (started(), flow.state) == ([], "active")


def test_a_position_is_not_written_each_second(clinic, flow, django_assert_num_queries):
    plan_due_starts(NOW + SECOND)
    with django_assert_num_queries(2):
        plan_due_starts(NOW + 2 * SECOND)


def test_another_connections_appointment_does_not_start_it(clinic, flow):
    starting(factories.connection(), NOW + SECOND)
    row = starting(clinic, NOW + SECOND)
    plan_due_starts(NOW + SECOND)
    assert started() == [(row.pk, False)]
