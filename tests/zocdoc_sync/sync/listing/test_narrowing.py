import math
from datetime import timedelta

import pytest

from tests.zocdoc_sync.sync.listing.lister import BEGIN, Lister, at, read, row
from zocdoc_sync.sync.listing.incomplete import IncompleteWindow
from zocdoc_sync.sync.listing.question import START

MANY = 20_000


def budget(rows):
    return math.floor(1.15 * rows / 100)


def distinct(count, first=0):
    return [row(first + n, -count + n * 0.9, start=n * 60.0) for n in range(count)]


def test_a_listing_without_news_costs_one_request():
    lister = Lister([row(n, -300 + n) for n in range(99)])
    got, listing, asking = read(lister, at(-600))
    assert (len(got), asking.requests, listing.holes) == (99, 1, [])


def test_the_window_ends_at_zocdocs_clock_whatever_ours_says():
    lister = Lister(distinct(250), now=at(0.7))
    _, _, asking = read(lister)
    assert asking.until == at(-2)
    assert [fields.get("last_modified_time_utc_max") for fields in lister.asked] == [None, at(-2), at(-2)]


def test_twenty_thousand_with_a_crowded_instant_arrive_complete_and_cheap():
    rows = distinct(MANY - 1500) + [row(MANY + n, -5000.25, start=n * 900.0) for n in range(1500)]
    got, listing, asking = read(Lister(rows))
    assert got.keys() == {one["appointment_id"] for one in rows}
    assert listing.holes == []
    assert asking.requests <= budget(MANY)
    assert asking.ceiling_met is True


@pytest.mark.parametrize("resolution", [0.000001, 1.0, 60.0])
def test_fifty_thousand_with_three_thousand_in_a_minute_arrive_complete_and_cheap(resolution):
    burst = [row(100_000 + n, -7200 + (n * 0.02 // resolution) * resolution, start=n * 300.0) for n in range(3000)]
    rows = distinct(47_000) + burst
    got, listing, asking = read(Lister(rows))
    assert got.keys() == {one["appointment_id"] for one in rows}
    assert (listing.holes, asking.requests <= budget(50_000)) == ([], True)


@pytest.mark.parametrize("nulls_first", [True, False])
def test_rows_without_a_start_are_found_in_a_crowded_instant(nulls_first):
    rows = [row(n, -50, start=None if n % 2 else n * 60.0, created=n) for n in range(2600)]
    got, listing, _ = read(Lister(rows, nulls_first=nulls_first))
    assert (len(got), listing.holes) == (2600, [])


def test_one_instant_one_start_and_one_booking_time_are_split_by_status_and_provider():
    statuses = ["confirmed", "cancelled", "no_show"]
    rows = [row(n, -50, status=statuses[n % 3], provider=f"pr_{n % 2}") for n in range(4800)]
    got, listing, _ = read(Lister(rows), statuses=statuses, providers=["pr_0", "pr_1"])
    assert (len(got), listing.holes) == (4800, [])


def test_what_cannot_be_told_apart_is_reported_and_the_rest_is_read():
    crowd = [row(n, -50) for n in range(1200)]
    later = [row(5000 + n, -40 + n * 0.01) for n in range(300)]
    got, listing, _ = read(Lister(crowd + later), statuses=["confirmed"], providers=["pr_1"])
    assert len(listing.holes) == 1
    assert listing.below == at(-50)
    assert {one["appointment_id"] for one in later} <= got.keys()


def test_a_server_that_does_not_sort_is_noticed():
    lister = Lister(distinct(300))
    lister._order = lambda column: lambda one: one["appointment_id"][::-1]
    with pytest.raises(IncompleteWindow):
        read(lister)


def test_a_page_cut_short_is_asked_for_again():
    lister = Lister(distinct(150))
    whole, cut = lister.fetch, []

    def fetch(fields):
        answer = whole(fields)
        if not cut:
            cut.append(answer.body["data"].pop())
        return answer

    lister.fetch = fetch
    got, listing, _ = read(lister)
    assert (len(got), listing.holes) == (150, [])


def test_a_count_that_is_too_high_is_told_and_loses_nothing():
    got, listing, _ = read(Lister(distinct(150), total=5000))
    assert (len(got), len(listing.holes)) == (150, 1)


@pytest.mark.parametrize("total", [0, 1])
def test_a_count_that_is_too_low_ends_nothing(total):
    got, listing, _ = read(Lister(distinct(150), total=total))
    assert (len(got), listing.holes) == (150, [])


def test_an_answer_without_a_list_is_no_proof_of_emptiness():
    lister = Lister([])
    whole = lister.fetch
    lister.fetch = lambda fields: type(whole(fields))("getAppointments", 200, {}, "r", None, 1)
    with pytest.raises(IncompleteWindow):
        read(lister)


def test_a_row_without_an_id_keeps_its_place_and_is_counted():
    rows = distinct(250)
    rows[120]["appointment_id"], rows[120]["nameless"] = rows[120]["appointment_id"], True
    lister = Lister(rows)
    whole = lister.fetch

    def fetch(fields):
        answer = whole(fields)
        for one in answer.body["data"]:
            if one.pop("nameless", None):
                one["appointment_id"] = None
        return answer

    lister.fetch = fetch
    got, listing, asking = read(lister)
    assert (len(got), asking.unusable > 0, listing.holes) == (249, True, [])


def test_starts_are_listed_between_two_times_for_the_sweep():
    rows = [row(n, -50, start=n * 60.0) for n in range(3000)]
    got, listing, _ = read(
        Lister(rows), BEGIN, high=BEGIN + timedelta(minutes=1999), dimension=START, close_window=False
    )
    assert (len(got), listing.holes) == (2000, [])
