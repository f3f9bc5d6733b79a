from datetime import UTC, date, datetime

import pytest

from tests.zocdoc_sync import factories
from zocdoc_sync.models import DayState, DayVersion, ProviderDay
from zocdoc_sync.reports.fill import fill

DAY = date(2026, 3, 4)


@pytest.fixture
def published(clinic, jung, downtown):
    """Return a function that makes the next version of a provider's day with so many timeslots at a place."""

    def make(count, *, provider=jung, place=downtown, day=DAY, state=DayState.READ, lost=()):
        row, _ = ProviderDay.objects.get_or_create(connection=clinic, provider=provider, date=day)
        slots = [{"location_id": place.zocdoc_id, "start_time": f"{day}T{hour:02}:00:00"} for hour in range(count)]
        return DayVersion.objects.create(
            connection=clinic, day=row, number=row.versions.count() + 1, state=state, slots=slots,
            lost_locations=list(lost), at=datetime(2026, 3, 1, tzinfo=UTC),
        )  # fmt: skip

    return make


@pytest.fixture
def visit(booking):
    def make(status="confirmed", day=4, **fields):
        start = datetime(2026, 3, day, 15, tzinfo=UTC)
        return booking(status=status, start_time=start, local_date=start.date(), day=2, **fields)

    return make


def days(figure):
    return {row[0].day: row[1:] for row in figure.rows if row[1]}


def test_booked_visits_stand_beside_the_timeslots_published_for_their_day(published, visit, asked, reyes):
    published(8), published(2, provider=reyes), published(5, day=date(2026, 3, 6))
    for status in ("confirmed", "pending_booking", "no_show", "cancelled", "booking_failed"):
        visit(status)
    visit(provider=reyes)
    by_day, by_provider = fill(asked())
    assert days(by_day) == {4: (2, 10, 4, 40.0), 6: (1, 5, 0, 0.0)}
    assert by_provider.rows == [("Dr. Reyes", 1, 2, 1, 50.0), ("Dr. Jung", 2, 13, 3, 300 / 13)]


def test_the_version_in_force_counts_without_the_locations_that_zocdoc_lost(published, asked, downtown):
    published(9), published(4, state=DayState.PUT), published(7, state=DayState.PLANNED)
    assert days(fill(asked())[0]) == {4: (1, 4, 0, 0.0)}
    published(6, state=DayState.DIFFERS, lost=[downtown.zocdoc_id])
    assert fill(asked())[0].rows == []


def test_days_of_which_nothing_is_known_say_nothing(visit, asked, clinic, jung):
    visit()
    ProviderDay.objects.create(connection=clinic, provider=jung, date=DAY)
    by_day, by_provider = fill(asked())
    assert (by_day.rows, by_provider.rows) == ([], [])


def test_a_location_counts_its_own_timeslots_and_visits(published, visit, asked, coast):
    row = published(3)
    row.slots += [{"location_id": coast.zocdoc_id, "start_time": "2026-03-04T12:00:00"}]
    row.save()
    visit(), visit(location=coast)
    assert days(fill(asked())[0]) == {4: (1, 4, 2, 50.0)}
    assert days(fill(asked(location=coast.pk))[0]) == {4: (1, 1, 1, 100.0)}


def test_a_location_of_another_connection_is_no_wider_than_all_of_one_s_own(published, asked):
    published(3)
    foreign = factories.location()
    assert days(fill(asked(location=foreign.pk))[0]) == {}


def test_other_connections_days_do_not_count(published, asked):
    published(3)
    assert fill(asked(connections=(factories.connection().pk,)))[0].rows == []
