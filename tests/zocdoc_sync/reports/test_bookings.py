from datetime import UTC, date, datetime, timedelta

from tests.zocdoc_sync import factories
from zocdoc_sync.models import Appointment
from zocdoc_sync.reports.bookings import bookings


def of(rows):
    return {row[0]: row[1:] for row in rows if row[1]}


def test_bookings_count_on_the_day_they_were_made_under_the_status_they_have_now(booking, asked):
    booking(day=2), booking(day=3), booking(day=3, status="cancelled"), booking(day=3, status="a_new_word")
    (figure,) = bookings(asked())
    assert [column.title for column in figure.columns] == ["Day", "Bookings", "Confirmed", "Cancelled", "Other"]
    assert of(figure.rows) == {date(2026, 3, 2): (1, 1, 0, 0), date(2026, 3, 3): (3, 1, 1, 1)}
    assert [row[0].day for row in figure.rows] == [2, 3, 4, 5, 6, 7, 8]


def test_a_day_is_the_location_s_own(booking, asked, downtown, coast):
    late = datetime(2026, 3, 4, 5, 30, tzinfo=UTC)  # half past midnight in New York, half past nine in Los Angeles
    booking(created_time=late, location=downtown), booking(created_time=late, location=coast)
    booking(created_time=late, location=None)
    (figure,) = bookings(asked())
    assert of(figure.rows) == {date(2026, 3, 3): (1, 1), date(2026, 3, 4): (2, 2)}


def test_a_zone_that_does_not_exist_counts_as_the_installation_s(booking, asked, clinic):
    nowhere = factories.location(clinic, time_zone="Nowhere/Town")
    booking(created_time=datetime(2026, 3, 4, 5, 30, tzinfo=UTC), location=nowhere)
    (figure,) = bookings(asked())
    assert of(figure.rows) == {date(2026, 3, 4): (1, 1)}


def test_the_range_ends_at_the_local_midnights_of_its_days(booking, asked):
    begin, end = (
        datetime(2026, 3, 2, 5, tzinfo=UTC),
        datetime(2026, 3, 9, 4, tzinfo=UTC),
    )  # the clocks change on the 8th
    second = timedelta(seconds=1)
    for created in (begin - second, begin, end - second, end):
        booking(created_time=created)
    (figure,) = bookings(asked())
    assert of(figure.rows) == {date(2026, 3, 2): (1, 1), date(2026, 3, 8): (1, 1)}


def test_other_connections_and_what_is_gone_from_zocdoc_do_not_count(booking, asked):
    booking(connection=factories.connection(), location=None, provider=None)
    Appointment.objects.filter(pk=booking().pk).update(gone_at=datetime(2026, 3, 9, tzinfo=UTC))
    booking(day=5)
    assert of(bookings(asked())[0].rows) == {date(2026, 3, 5): (1, 1)}
    assert of(bookings(asked(connections=()))[0].rows) == {}


def test_a_narrowed_report_keeps_to_its_location_and_provider(booking, asked, coast, reyes):
    kept = booking(day=5)
    booking(day=6, location=coast), booking(day=7, provider=reyes)

    def days(**more):
        return sorted(day.day for day in of(bookings(asked(**more))[0].rows))

    assert days() == [5, 6, 7]
    assert days(location=coast.pk) == [6]
    assert days(provider=reyes.pk) == [7]
    assert days(location=kept.location_id, provider=kept.provider_id) == [5]


def test_more_than_three_months_are_counted_by_week_from_monday(booking, asked):
    booking(day=3), booking(day=8), booking(day=9)
    (figure,) = bookings(asked(first=date(2026, 1, 1), last=date(2026, 4, 30)))
    assert figure.columns[0].title == "Week from"
    assert of(figure.rows) == {date(2026, 3, 2): (2, 2), date(2026, 3, 9): (1, 1)}
    assert [figure.rows[0][0], figure.rows[-1][0], len(figure.rows)] == [date(2025, 12, 29), date(2026, 4, 27), 18]


def test_without_bookings_there_are_no_rows(asked, clinic):
    assert bookings(asked())[0].rows == []


def test_the_database_is_asked_as_often_for_many_bookings_as_for_one(booking, asked, django_assert_num_queries):
    booking()
    with django_assert_num_queries(2):
        bookings(asked())
    for day in range(2, 9):
        booking(day=day), booking(day=day, status="no_show")
    with django_assert_num_queries(2):
        bookings(asked())
