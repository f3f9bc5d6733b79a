import time

import pytest

from zocdoc_sync.coordination import budget
from zocdoc_sync.coordination.budget import Rate, SharedBudget, budget_key
from zocdoc_sync.errors import BudgetExhausted
from zocdoc_sync.models import RateBudget

MINUTE_MS = 60_000


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self):
        self.ms = 1_700_000_000_000

    def sleep(self, seconds):
        self.ms += max(1, round(seconds * 1000))

    def monotonic(self):
        return self.ms / 1000

    def time_ns(self):
        return self.ms * 1_000_000


@pytest.fixture
def clock(monkeypatch):
    fake = Clock()
    monkeypatch.setattr(budget, "time", fake)
    return fake


def grants(shared, clock, seconds, kind="read"):
    end, times = clock.monotonic() + seconds, []
    while True:
        try:
            shared.take(kind, end)
        except BudgetExhausted:
            return times
        times.append(clock.ms)


def most_in_a_minute(times):
    return max(sum(start <= one < start + MINUTE_MS for one in times) for start in times)


@pytest.mark.parametrize("limit", [2, 20, 60, 600, 1140])
def test_a_rate_and_its_burst_stay_below_the_limit_in_every_minute(limit):
    rate = Rate.per_minute(limit)
    assert rate.burst_ms // rate.interval_ms + 1 + MINUTE_MS // rate.interval_ms <= limit


@pytest.mark.django_db
class TestSharedBudget:
    def test_no_sliding_minute_has_more_than_the_limit_and_most_of_it_is_used(self, clock):
        times = grants(SharedBudget("a", reads_per_minute=60), clock, 180)
        assert 50 <= most_in_a_minute(times) <= 60
        assert len(times) >= 3 * 55

    def test_two_that_share_a_key_share_one_budget(self, clock):
        first, second = SharedBudget("a", reads_per_minute=60), SharedBudget("a", reads_per_minute=60)
        times = []
        for shared in (first, second) * 60:
            shared.take("read", clock.monotonic() + 10)
            times.append(clock.ms)
        assert most_in_a_minute(times) <= 60

    def test_reads_and_writes_and_other_clients_have_budgets_of_their_own(self, clock):
        shared = SharedBudget("a", reads_per_minute=2, writes_per_minute=2)
        shared.take("read", clock.monotonic() + 1)
        with pytest.raises(BudgetExhausted):
            shared.take("read", clock.monotonic() + 1)
        shared.take("write", clock.monotonic() + 1)
        SharedBudget("b", reads_per_minute=2).take("read", clock.monotonic() + 1)

    def test_nothing_is_taken_when_the_deadline_comes_first(self, clock):
        shared = SharedBudget("a", reads_per_minute=2)
        shared.take("read", clock.monotonic() + 1)
        with pytest.raises(BudgetExhausted):
            shared.take("read", clock.monotonic() + 5)
        assert RateBudget.objects.get(key="a:read").taken == 1

    def test_a_429_halves_the_rate_for_half_a_minute_and_each_further_one_again(self, clock):
        shared = SharedBudget("a", reads_per_minute=600)
        shared.take("read", clock.monotonic() + 1)
        whole = len(grants(shared, clock, 20))
        shared.limited()
        half = len(grants(shared, clock, 20))
        shared.limited()
        quarter = len(grants(shared, clock, 20))
        clock.sleep(31)
        assert half == pytest.approx(whole / 2, rel=0.2)
        assert quarter == pytest.approx(whole / 4, rel=0.2)
        assert len(grants(shared, clock, 20)) >= whole

    def test_the_rate_never_falls_below_an_eighth(self, clock):
        shared = SharedBudget("a", reads_per_minute=600)
        shared.take("read", clock.monotonic() + 1)
        for _ in range(10):
            shared.limited()
        assert RateBudget.objects.get(key="a:read").slow_factor == 8


def test_the_key_tells_clients_and_addresses_apart_and_hides_both():
    keys = {budget_key(url, client) for url in ("https://a", "https://b") for client in ("x", "y")}
    assert len(keys) == 4
    assert not any("https" in key for key in keys)


@pytest.mark.django_db
def test_the_real_clock_is_used_outside_of_tests():
    before = time.monotonic()
    shared = SharedBudget("a", reads_per_minute=1200)
    for _ in range(65):
        shared.take("read", time.monotonic() + 5)
    assert 0.1 < time.monotonic() - before < 5
