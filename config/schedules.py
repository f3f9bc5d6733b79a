"""What runs by itself. The rows in the database only say when each entry runs next; polls are read from connections."""

from datetime import time, timedelta

from zocdoc_sync.jobs.timetable import Schedule

SCHEDULES = {
    "nightly sweep": Schedule("sync.sweep_all", daily_at=time(2, 30)),
    "weekly directory": Schedule("sync.directory_all", every=timedelta(days=7)),
    "weekly insurance": Schedule("insurance.read_all", every=timedelta(days=7)),
    "documents": Schedule("documents.remove", every=timedelta(hours=1)),
    "history": Schedule("history.prune", daily_at=time(3, 30)),
    "alert digests": Schedule("alerts.digests", daily_at=time(7)),
    "audit": Schedule("audit.add", every=timedelta(minutes=1)),
    "check of the audit": Schedule("audit.check", daily_at=time(4, 15)),
    "triggers": Schedule("workflows.watch", every=timedelta(seconds=30)),
}

# Looks at the rows and plans what is due, each second; given the time, they return how many they planned.
EVERY_SECOND = (
    "zocdoc_sync.sync.due.plan_due_polls",
    "zocdoc_sync.webhooks.spool.drain",
    "zocdoc_sync.webhooks.planning.plan_due_webhooks",
    "zocdoc_sync.sync.due.plan_due_participants",
    "zocdoc_sync.operations.due.plan_due_settlements",
    "zocdoc_sync.timeslots.publishing.states.plan_due_publishing",
    "zocdoc_sync.tasks.plan_due_refreshes",
    "workflows_app.engine.ticking.plan_dispatch",
    "workflows_app.engine.ticking.rescue_runs",
    "workflows_app.engine.starts.plan_due_starts",
    "workflows_app.engine.schedules.plan_due_schedules",
    "workflows_app.engine.tagging.plan_due_tags",
    "workflows_app.engine.ticking.continue_settled",
    "workflows_app.engine.ticking.plan_advances",
    "workflows_app.recipes.installing.install_recipes",
    "zocdoc_sync.insurance.adopting.adopt_changes",
    "zocdoc_sync.notices.planning.plan_due_mail",
)

# What removes its own old history, given the time; each returns how many rows of what it removed.
PRUNERS = (
    "zocdoc_sync.jobs.pruning.prune_jobs",
    "zocdoc_sync.webhooks.pruning.prune_webhooks",
    "zocdoc_sync.people.tries.prune_tries",
    "zocdoc_sync.notices.pruning.prune_mail",
    "workflows_app.engine.retention.prune_runs",
    "zocdoc_sync.chain.pruning.prune_audit",
)

# What /metrics tells, given the time; each yields figures.
METRICS = (
    "zocdoc_sync.metrics.worker.figures",
    "zocdoc_sync.metrics.zocdoc.figures",
    "workflows_app.engine.figures.figures",
)

# Called after changes were committed, so that what acts on them need not wait for the clock; each takes the time.
AFTER_CHANGES = ("workflows_app.engine.ticking.dispatch_now",)
