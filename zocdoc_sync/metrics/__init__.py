"""Figures for Prometheus, read from the database, so that it does not matter which process is asked."""
