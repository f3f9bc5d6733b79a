"""Workflows as files: out and in, and copies."""
