from datetime import date, datetime, timedelta

import pytest

from zocdoc_sync.availability.spans import furthest, pieces, today_there

FIRST = date(2027, 2, 20)


@pytest.mark.parametrize("days", [1, 29, 30, 31, 60, 61, 150])
def test_the_pieces_cover_each_day_once_and_none_spans_more_than_thirty(days):
    last = FIRST + timedelta(days=days - 1)
    covered = [
        begin + timedelta(days=number) for begin, end in pieces(FIRST, last) for number in range((end - begin).days + 1)
    ]
    assert covered == [FIRST + timedelta(days=number) for number in range(days)]
    assert max((end - begin).days + 1 for begin, end in pieces(FIRST, last)) == min(days, 30)


def test_no_days_make_no_piece():
    assert list(pieces(FIRST, FIRST - timedelta(days=1))) == []


def test_zocdocs_day_is_new_yorks():
    late = datetime.fromisoformat("2027-02-21T03:30:00+00:00")
    assert (today_there(late), furthest(late)) == (date(2027, 2, 20), date(2027, 7, 20))
