"""What runs by itself: the table is settings.SCHEDULES, the rows only say when each entry runs next."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.jobs.timetable import Schedule
from zocdoc_sync.models import ScheduleState


def plan_due_schedules(now: datetime) -> int:
    """Plan a job for each entry whose time has come; two tickers at once plan one."""
    planned = 0
    states = {state.name: state.next_due_at for state in ScheduleState.objects.all()}
    for name, schedule in settings.SCHEDULES.items():
        if name not in states:
            first = ScheduleState(name=name, next_due_at=schedule.next_after(now))
            ScheduleState.objects.bulk_create([first], ignore_conflicts=True)
        elif states[name] <= now:
            planned += _planned(name, schedule, states[name], now)
    return planned


def _planned(name: str, schedule: Schedule, due: datetime, now: datetime) -> bool:
    # Together: a process that is killed between the two would lose a whole night's run.
    with transaction.atomic():
        row = ScheduleState.objects.filter(name=name, next_due_at=due)
        if not row.update(next_due_at=schedule.next_after(now), last_run_at=now):
            return False
        plan(schedule.kind, schedule.payload, now=now, key=f"schedule:{name}")
    return True
