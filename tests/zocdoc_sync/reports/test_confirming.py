from datetime import date, timedelta

from zocdoc_sync.reports.confirming import confirming


def minutes(number):
    return timedelta(minutes=number)


def test_the_wait_goes_from_booking_to_the_change_at_zocdoc(booking, confirmed, asked):
    for wait in (10, 20, 60):
        confirmed(booking(day=3), wait)
    by_day, spread = confirming(asked())
    days = {row[0]: row[1:] for row in by_day.rows}
    assert days[date(2026, 3, 3)] == (3, minutes(20), minutes(52))
    assert days[date(2026, 3, 4)] == (0, None, None)
    assert [row[1] for row in spread.rows] == [0, 1, 2, 0, 0, 0, 0]
    assert [round(row[3]) for row in spread.rows] == [0, 33, 100, 100, 100, 100, 100]


def test_a_confirmation_after_a_move_is_not_a_second_wait(booking, confirmed, asked):
    row = booking()
    confirmed(row, 4), confirmed(row, 5000, before="pending_reschedule", version=5)
    by_day, _ = confirming(asked())
    assert [line[1:] for line in by_day.rows if line[1]] == [(1, minutes(4), minutes(4))]


def test_bookings_whose_confirmation_was_not_seen_are_told(booking, confirmed, asked):
    confirmed(booking(), 4), booking(), booking(status="pending_booking")
    _, spread = confirming(asked())
    assert spread.says.startswith("Known for 1 of 3 bookings")


def test_a_clock_that_was_wrong_brings_no_wait_below_zero(booking, confirmed, asked):
    confirmed(booking(), -30)
    by_day, spread = confirming(asked())
    assert (by_day.rows, spread.rows) == ([], [])


def test_the_time_that_we_saw_it_stands_in_for_one_that_zocdoc_did_not_tell(booking, confirmed, asked):
    change = confirmed(booking(), 4)
    type(change).objects.update(modified_time=None)
    by_day, _ = confirming(asked())
    assert [row[2] for row in by_day.rows if row[1]] == [timedelta(minutes=4, seconds=40)]
