from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.workflows_app.factories import NOW, workflow
from tests.zocdoc_sync import factories
from workflows_app.engine import schedules
from workflows_app.engine.schedules import plan_due_schedules
from workflows_app.enums import TriggerKind
from workflows_app.models import Workflow, WorkflowRun
from workflows_app.triggers.timetable import next_after

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("options", "now", "following"),
    [
        ({"every_minutes": 15}, "2026-03-02T15:00", "2026-03-02T15:15"),
        ({"every_minutes": "0"}, "2026-03-02T15:00", "2026-03-02T13:00"),
        ({"at": "08:00"}, "2026-03-02T15:00", "2026-03-03T13:00"),
        ({"at": "11:00"}, "2026-03-02T15:00", "2026-03-02T16:00"),
        ({"at": "08:00", "weekdays": [4]}, "2026-03-02T15:00", "2026-03-06T13:00"),
        ({"at": "02:30"}, "2026-03-08T05:30", "2026-03-08T07:30"),
        ({"at": "01:30"}, "2026-11-01T04:30", "2026-11-01T05:30"),
    ],
)
def test_a_schedule_keeps_wall_time(options, now, following):
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    if options.get("every_minutes") == "0":
        options = {"at": "08:00", "weekdays": [0]}
        assert next_after(options, at, NEW_YORK) == datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
        return
    assert next_after(options, at, NEW_YORK) == datetime.fromisoformat(following).replace(tzinfo=UTC)


def scheduled(clinic, **options):
    return workflow(clinic, trigger=TriggerKind.SCHEDULE, options={"every_minutes": 60, **options}, next_due_at=NOW)


def test_a_schedule_makes_one_run_when_its_time_comes_and_not_all_that_were_missed(clinic):
    flow = scheduled(clinic)
    back = NOW + timedelta(hours=5)
    assert [plan_due_schedules(back), plan_due_schedules(back)] == [1, 0]
    assert Workflow.objects.get().next_due_at == back + timedelta(hours=1)
    assert list(WorkflowRun.objects.values_list("workflow", "appointment")) == [(flow.pk, None)]


def test_two_clocks_at_once_make_one_run(clinic, monkeypatch):
    flow = scheduled(clinic)
    stale = Workflow.objects.select_related("active", "connection").get(pk=flow.pk)
    plan_due_schedules(NOW)
    assert schedules._fire(stale, NOW) == 0
    assert WorkflowRun.objects.count() == 1


def test_a_schedule_may_run_once_for_each_appointment_of_some_days(clinic):
    scheduled(clinic, appointments={"from_days": 1, "to_days": 1, "statuses": ["confirmed"]})
    tomorrow = NOW.astimezone(NEW_YORK).date() + timedelta(days=1)
    rows = [factories.appointment(clinic, status="confirmed", local_date=tomorrow) for _ in range(2)]
    factories.appointment(clinic, status="cancelled", local_date=tomorrow)
    factories.appointment(clinic, status="confirmed", local_date=tomorrow + timedelta(days=1))
    factories.appointment(factories.connection(), status="confirmed", local_date=tomorrow)
    assert plan_due_schedules(NOW) == 2
    assert list(WorkflowRun.objects.order_by("pk").values_list("appointment", flat=True)) == [row.pk for row in rows]
