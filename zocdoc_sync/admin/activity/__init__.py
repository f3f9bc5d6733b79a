"""The pages of what happened: changes, operations, syncs, jobs, alerts and the audit."""
