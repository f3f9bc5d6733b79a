from datetime import UTC, date, datetime, timedelta

import pytest

from tests.zocdoc_sync import factories
from zocdoc_sync.enums import ChangeKind, Channel
from zocdoc_sync.models import Change
from zocdoc_sync.reports.question import Question

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 8)
NOW = datetime(2026, 3, 20, 15, tzinfo=UTC)


@pytest.fixture
def clinic(db):
    return factories.connection()


@pytest.fixture
def downtown(clinic):
    return factories.location(clinic, name="Downtown", time_zone="America/New_York")


@pytest.fixture
def coast(clinic):
    return factories.location(clinic, name="Coast", time_zone="America/Los_Angeles")


@pytest.fixture
def jung(clinic):
    return factories.provider(clinic, name="Dr. Jung")


@pytest.fixture
def reyes(clinic):
    return factories.provider(clinic, name="Dr. Reyes")


@pytest.fixture
def booking(clinic, downtown, jung):
    """Return a function that makes a booking, at noon UTC of a day in March unless told otherwise."""

    def make(day=3, **fields):
        created = fields.pop("created_time", datetime(2026, 3, day, 17, tzinfo=UTC))
        values = {"location": downtown, "provider": jung, "status": "confirmed", "created_time": created}
        values |= {"start_time": created + timedelta(days=3), "local_date": (created + timedelta(days=3)).date()}
        return factories.appointment(fields.pop("connection", clinic), **values | fields)

    return make


@pytest.fixture
def confirmed():
    """Return a function that writes the change of a booking to confirmed, so many minutes after it was made."""

    def make(row, minutes, before="pending_booking", version=2):
        at = row.created_time + timedelta(minutes=minutes)
        return Change.objects.create(
            connection=row.connection, appointment=row, version=version, kind=ChangeKind.CONFIRMED,
            kinds=[ChangeKind.CONFIRMED], fields={"status": [before, "confirmed"]}, channel=Channel.POLL,
            observed_at=at + timedelta(seconds=40), modified_time=at,
        )  # fmt: skip

    return make


@pytest.fixture
def asked(clinic):
    """Return a function that makes a question of the first week of March."""

    def make(**more):
        return Question(**{"connections": (clinic.pk,), "first": FIRST, "last": LAST, "now": NOW, **more})

    return make
