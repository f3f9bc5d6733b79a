import pytest

from tests.zocdoc_sync.factories import NOW
from zocdoc_sync.audit import record_command
from zocdoc_sync.chain.adding import add_waiting
from zocdoc_sync.models import AccessEvent


@pytest.fixture
def write():
    """Write so many lines, and return them."""

    def lines(number=1, *, at=NOW):
        known = set(AccessEvent.objects.values_list("pk", flat=True))
        for count in range(number):
            record_command("connection.changed", label="fran", now=at, subject=f"row {count}")
        return list(AccessEvent.objects.exclude(pk__in=known).order_by("pk"))

    return lines


@pytest.fixture
def five(write):
    """Five lines that have their places."""
    write(5)
    add_waiting()
    return list(AccessEvent.objects.order_by("position"))
