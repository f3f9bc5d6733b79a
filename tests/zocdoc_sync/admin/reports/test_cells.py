from datetime import date, timedelta

import pytest

from zocdoc_sync.admin.reports.cells import drawn, plain, shown
from zocdoc_sync.reports.figure import Unit


@pytest.mark.parametrize(
    ("value", "unit", "words", "cell"),
    [
        (date(2026, 3, 5), Unit.DAY, "Thu 5 Mar 2026", "2026-03-05"),
        (12345, Unit.NUMBER, "12,345", 12345),
        (100 / 3, Unit.PERCENT, "33.3 %", 33.3),
        (timedelta(minutes=4, seconds=40), Unit.LENGTH, "5 min", 4.7),
        (timedelta(hours=2), Unit.LENGTH, "2 h", 120),
        (timedelta(hours=47, minutes=5), Unit.LENGTH, "47 h 5 min", 2825),
        (timedelta(hours=50), Unit.LENGTH, "2 d 2 h", 3000),
        (timedelta(days=1), Unit.DAYS, "1 day", 1),
        (timedelta(days=2.5), Unit.DAYS, "2.5 days", 2.5),
        (None, Unit.PERCENT, "—", ""),
        ("+1", Unit.TEXT, "+1", "'+1"),
    ],
)
def test_a_value_is_written_for_people_and_for_spreadsheets(value, unit, words, cell):
    assert (shown(value, unit), plain(value, unit)) == (words, cell)


def test_a_plot_draws_numbers_and_leaves_gaps():
    assert (drawn(timedelta(minutes=90), Unit.LENGTH), drawn(None, Unit.LENGTH)) == (90, None)
