from datetime import UTC, date, datetime, timedelta

from zocdoc_sync.reports.lead import lead


def test_the_lead_is_counted_in_local_days(booking, asked, coast):
    late = datetime(2026, 3, 4, 5, 30, tzinfo=UTC)  # still the third in Los Angeles
    booking(created_time=late, location=coast, local_date=date(2026, 3, 4))
    booking(created_time=late, local_date=date(2026, 3, 4))
    spread, by_day = lead(asked())
    assert [row[1] for row in spread.rows] == [1, 1, 0, 0, 0, 0, 0, 0]
    assert {row[0]: row[1:] for row in by_day.rows if row[1]} == {
        date(2026, 3, 3): (1, timedelta(days=1), timedelta(days=1)),
        date(2026, 3, 4): (1, timedelta(0), timedelta(0)),
    }


def test_the_spread_reaches_from_the_same_day_to_more_than_two_months(booking, asked):
    for days in (0, 1, 3, 7, 14, 30, 60, 61):
        booking(day=3, local_date=date(2026, 3, 3) + timedelta(days=days))
    spread, by_day = lead(asked())
    assert [row[1] for row in spread.rows] == [1] * 8
    assert [row[3] for row in spread.rows] == [12.5, 25, 37.5, 50, 62.5, 75, 87.5, 100]
    assert [row[2:] for row in by_day.rows if row[1]] == [(timedelta(days=10.5), timedelta(days=60.3))]


def test_a_visit_that_is_not_known_or_lies_before_its_booking_does_not_count(booking, asked):
    booking(local_date=None, start_time=None), booking(local_date=date(2026, 3, 1))
    spread, by_day = lead(asked())
    assert (spread.rows, by_day.rows) == ([], [])
