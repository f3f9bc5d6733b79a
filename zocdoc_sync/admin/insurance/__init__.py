"""Accepted insurance: by place, compared over all places, and as a file."""
