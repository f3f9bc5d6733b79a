from datetime import UTC, date, datetime

import pytest

from zocdoc_sync.reports.no_shows import no_shows


@pytest.fixture
def visit(booking):
    def make(status, day=5, **fields):
        start = datetime(2026, 3, day, 15, tzinfo=UTC)
        return booking(status=status, start_time=start, local_date=start.date(), day=2, **fields)

    return make


def test_a_provider_s_rate_is_of_those_who_were_expected(visit, asked, reyes):
    for status in (
        "confirmed",
        "confirmed",
        "rescheduled",
        "no_show",
        "cancelled",
        "pending_booking",
        "booking_failed",
    ):
        visit(status)
    visit("no_show", provider=reyes), visit("confirmed", provider=reyes)
    (figure,) = no_shows(asked())
    assert figure.rows == [("Dr. Reyes", 2, 1, 50.0), ("Dr. Jung", 4, 1, 25.0)]


def test_visits_ahead_and_of_other_days_do_not_count(visit, asked):
    visit("confirmed", day=5), visit("confirmed", day=6), visit("no_show", day=9)
    (figure,) = no_shows(asked(now=datetime(2026, 3, 6, 14, tzinfo=UTC)))
    assert figure.rows == [("Dr. Jung", 1, 0, 0.0)]


def test_a_visit_without_a_provider_has_a_line_of_its_own(visit, asked):
    visit("no_show", provider=None)
    assert no_shows(asked())[0].rows == [("Provider not known", 1, 1, 100.0)]


def test_a_narrowed_report_keeps_to_its_location(visit, asked, coast):
    visit("no_show"), visit("confirmed", location=coast)
    assert no_shows(asked(location=coast.pk))[0].rows == [("Dr. Jung", 1, 0, 0.0)]
    assert no_shows(asked(first=date(2026, 1, 1), last=date(2026, 1, 2)))[0].rows == []
