"""The long-running worker: a supervisor and its children - the cluster of the queue, the clock, on demand the web."""
