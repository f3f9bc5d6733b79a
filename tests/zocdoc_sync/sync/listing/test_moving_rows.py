"""Rows change while pages are turned: after the following poll nothing is missing, whatever happened in between."""

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.zocdoc_sync.sync.listing.lister import Lister, at, nothing, read, row
from zocdoc_sync.sync.cursors import OVERLAP
from zocdoc_sync.sync.listing import turning

CEILING = 40
GRAINS = st.sampled_from([1, 100, 1000, 5000])
EVENTS = st.lists(
    st.lists(st.tuples(st.sampled_from(["touch", "touch", "late", "new"]), st.integers(0, 10**6)), max_size=3),
    min_size=5,
    max_size=25,
)


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch):
    monkeypatch.setattr(turning, "PAGE_ROWS", 10)
    monkeypatch.setattr(turning, "PAGES", 4)


class Life:
    """Before each answer: some rows are modified, some appear, some are committed late under an older time."""

    def __init__(self, events):
        self.events, self.number = iter(events), 10_000

    def __call__(self, lister):
        lister.now += timedelta(seconds=3)
        for kind, choice in next(self.events, []):
            getattr(self, f"_{kind}")(lister, choice)

    def _touch(self, lister, choice):
        if lister.rows:
            one = lister.rows[sorted(lister.rows)[choice % len(lister.rows)]]
            lister.rows[one["appointment_id"]] = one | {"last_modified_time_utc": lister.now, "turn": choice}

    def _late(self, lister, choice):
        self._add(lister, lister.now - timedelta(seconds=choice % 590))

    def _new(self, lister, choice):
        self._add(lister, lister.now)

    def _add(self, lister, modified):
        self.number += 1
        one = row(self.number, 0) | {"last_modified_time_utc": modified}
        lister.rows[one["appointment_id"]] = one


def rows_of_a_clinic(count, grain, chance):
    """Return rows that are older than any overlap, with few distinct instants and starts: ties are common."""
    return [
        row(
            number,
            chance.randrange(-30_000, -5000) // grain * grain,
            start=chance.choice([None, 0.0, 60.0, 120.0]),
            created=number,
            status=chance.choice(["confirmed", "cancelled"]),
        )
        for number in range(count)
    ]


def state(rows):
    return {zocdoc_id: one["last_modified_time_utc"] for zocdoc_id, one in rows.items()}


def modified(records):
    return {zocdoc_id: record.last_modified_time for zocdoc_id, record in records.items()}


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(count=st.integers(0, 150), grain=GRAINS, chance=st.integers(0, 10**9), events=EVENTS)
def test_nothing_is_missing_after_the_following_poll(count, grain, chance, events):
    lister = Lister(
        rows_of_a_clinic(count, grain, random.Random(chance)), ceiling=CEILING, now=at(0.4), between=Life(events)
    )
    mirror, listing, first = read(lister)
    assert listing.holes == []
    following, listing, second = read(lister, first.until - OVERLAP)
    assert listing.holes == []
    lister.between, lister.now = nothing, lister.now + timedelta(minutes=1)
    quiet, listing, _ = read(lister, second.until - OVERLAP)
    assert listing.holes == []
    assert modified(mirror) | modified(following) | modified(quiet) == state(lister.rows)


def test_a_row_that_moves_does_not_hide_the_one_behind_it():
    rows = [row(n, -1000 if n < 150 else -900) for n in range(250)]

    def once(lister):
        if len(lister.asked) == 1:
            lister.rows["00000005"] |= {"last_modified_time_utc": at(1)}

    turning.PAGE_ROWS, turning.PAGES = 100, 10
    lister = Lister(rows, between=once)
    got, listing, _ = read(lister)
    assert (len(got), listing.holes) == (250, [])
