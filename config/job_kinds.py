"""The kinds of jobs, by their stored names: never renamed without a migration."""

from zocdoc_sync.jobs.kinds import JobKind

JOB_KINDS = {
    "sync.appointments": JobKind("zocdoc_sync.tasks.sync_appointments", "Poll of appointments", 3600),
    "sync.sweep": JobKind("zocdoc_sync.tasks.sweep", "Nightly sweep", 3600),
    "sync.sweep_all": JobKind("zocdoc_sync.tasks.plan_sweeps", "Plan the nightly sweeps"),
    "sync.directory": JobKind("zocdoc_sync.tasks.sync_directory", "Sync of the directory", 3600),
    "sync.directory_all": JobKind("zocdoc_sync.tasks.plan_directories", "Plan the syncs of the directory"),
    "sync.participant": JobKind("zocdoc_sync.tasks.read_participant", "Reading of a patient", 180),
    "appointment.refresh": JobKind("zocdoc_sync.tasks.refresh_appointment", "Reading of an appointment", 180),
    "operation.send": JobKind("zocdoc_sync.tasks.send_operation", "Sending of an operation", 180),
    "operation.settle": JobKind("zocdoc_sync.tasks.settle_operation", "Settling of an unknown outcome", 180),
    "timeslots.verify": JobKind("zocdoc_sync.tasks.verify_timeslots", "Reading back of published timeslots", 180),
    "connection.refresh_token": JobKind("zocdoc_sync.tasks.refresh_token", "Renewal of a token", 120),
    "history.prune": JobKind("zocdoc_sync.tasks.prune_history", "Removal of old history", 600),
}
