from datetime import date, timedelta

from zocdoc_sync.reports.sources import sources


def test_each_source_has_its_share_and_what_became_of_its_bookings(booking, asked):
    booking(source="Zocdoc Marketplace"), booking(source="Zocdoc Marketplace", status="cancelled")
    booking(source="Zocdoc Marketplace", status="no_show"), booking(source="", local_date=date(2026, 3, 10))
    (figure,) = sources(asked())
    assert [tuple(row) for row in figure.rows] == [
        ("Zocdoc Marketplace", 3, 75.0, 1, 100 / 3, 1, 100 / 3, timedelta(days=3)),
        ("Not told by Zocdoc", 1, 25.0, 0, 0.0, 0, 0.0, timedelta(days=7)),
    ]


def test_without_bookings_there_are_no_sources(asked):
    assert sources(asked())[0].rows == []
