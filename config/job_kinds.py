"""The kinds of jobs, by their stored names: never renamed without a migration."""

from zocdoc_sync.jobs.kinds import JobKind

JOB_KINDS = {
    "sync.appointments": JobKind("zocdoc_sync.tasks.sync_appointments", "Poll of appointments", 3600),
    "sync.sweep": JobKind("zocdoc_sync.tasks.sweep", "Nightly sweep", 3600),
    "sync.sweep_all": JobKind("zocdoc_sync.tasks.plan_sweeps", "Plan the nightly sweeps"),
    "sync.directory": JobKind("zocdoc_sync.tasks.sync_directory", "Sync of the directory", 3600),
    "sync.directory_all": JobKind("zocdoc_sync.tasks.plan_directories", "Plan the syncs of the directory"),
    "sync.plans": JobKind("zocdoc_sync.tasks.sync_plans", "Reading of a state's insurance plans", 3600),
    "sync.participant": JobKind("zocdoc_sync.tasks.read_participant", "Reading of a patient", 180),
    "appointment.refresh": JobKind("zocdoc_sync.tasks.refresh_appointment", "Reading of an appointment", 180),
    "operation.send": JobKind("zocdoc_sync.tasks.send_operation", "Sending of an operation", 180),
    "operation.settle": JobKind("zocdoc_sync.tasks.settle_operation", "Settling of an unknown outcome", 180),
    "timeslots.verify": JobKind("zocdoc_sync.tasks.verify_timeslots", "Reading back of published timeslots", 180),
    "insurance.read": JobKind("zocdoc_sync.insurance.jobs.read_connection", "Reading of accepted insurance", 3600),
    "insurance.read_all": JobKind(
        "zocdoc_sync.insurance.jobs.plan_readings", "Plan the readings of accepted insurance"
    ),
    "insurance.verify": JobKind("zocdoc_sync.insurance.jobs.verify_change", "Reading back of changed insurance", 180),
    "insurance.run": JobKind("zocdoc_sync.insurance.jobs.work_on_run", "Changes of insurance at many places", 180),
    "drift.run": JobKind("zocdoc_sync.drift.jobs.work_on_run", "Comparison of timeslots", 600),
    "timeslots.read": JobKind("zocdoc_sync.timeslots.jobs.read_next_days", "Reading of timeslots", 600),
    "timeslots.publish": JobKind("zocdoc_sync.tasks.publish_timeslots", "Publishing of many days", 180),
    "connection.refresh_token": JobKind("zocdoc_sync.tasks.refresh_token", "Renewal of a token", 120),
    "workflows.dispatch": JobKind("workflows_app.tasks.dispatch_changes", "Start of workflows", 60),
    "workflows.advance": JobKind("workflows_app.tasks.advance_runs", "Running of workflows", 600),
    "workflows.watch": JobKind("workflows_app.tasks.watch", "Watch over triggers"),
    "documents.upload": JobKind("zocdoc_sync.tasks.upload_document", "Upload of a document", 420),
    "documents.remove": JobKind(
        "zocdoc_sync.tasks.remove_documents", "Removal of files that are no longer needed", 300
    ),
    "webhooks.read": JobKind("zocdoc_sync.webhooks.jobs.read_webhooks", "Reading of what webhooks told", 3600),
    "alerts.mail": JobKind("zocdoc_sync.notices.sending.send_mail", "E-mail about alerts", 120),
    "alerts.digests": JobKind("zocdoc_sync.notices.digests.plan_digests", "Plan the digests of alerts"),
    "audit.add": JobKind("zocdoc_sync.chain.jobs.add_lines", "Chaining of new lines of the audit", 300),
    "audit.check": JobKind("zocdoc_sync.chain.jobs.check_chain", "Check of the audit", 3600),
    "history.prune": JobKind("zocdoc_sync.tasks.prune_history", "Removal of old history", 600),
}
