"""What runs by itself. The rows in the database only say when each entry runs next; polls are read from connections."""

from datetime import time, timedelta

from zocdoc_sync.jobs.timetable import Schedule

SCHEDULES = {
    "nightly sweep": Schedule("sync.sweep_all", daily_at=time(2, 30)),
    "weekly directory": Schedule("sync.directory_all", every=timedelta(days=7)),
    "history": Schedule("history.prune", daily_at=time(3, 30)),
}

# Looks at the rows and plans what is due, each second; given the time, they return how many they planned.
EVERY_SECOND = (
    "zocdoc_sync.sync.due.plan_due_polls",
    "zocdoc_sync.sync.due.plan_due_participants",
    "zocdoc_sync.operations.due.plan_due_settlements",
    "zocdoc_sync.tasks.plan_due_refreshes",
)
