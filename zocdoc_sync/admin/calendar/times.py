"""Instants in the calendar's addresses: UTC to the second, such as 2026-03-02T14:30:00Z."""

from datetime import UTC, datetime

from django.http import Http404

SHAPE = "%Y-%m-%dT%H:%M:%SZ"


def instant(text: str) -> datetime:
    """Return the instant of an address; raise Http404 for what is none."""
    try:
        return datetime.strptime(text, SHAPE).replace(tzinfo=UTC)
    except ValueError:
        raise Http404 from None
