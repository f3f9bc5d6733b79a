from datetime import UTC, datetime, timedelta

import pytest

from zocdoc_sync.coordination.leases import Held, acquire, leased, release, renew
from zocdoc_sync.coordination.owner import this_process

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)


@pytest.mark.django_db
class TestOneHolder:
    def test_a_lease_that_is_held_is_not_given_to_another(self):
        assert acquire("a", seconds=30, now=NOW, owner="one") == Held("a", "one", 1)
        assert acquire("a", seconds=30, now=NOW, owner="two") is None
        assert acquire("b", seconds=30, now=NOW, owner="two") == Held("b", "two", 1)

    def test_an_expired_lease_is_handed_on_with_a_higher_fence(self):
        acquire("a", seconds=30, now=NOW, owner="one")
        assert acquire("a", seconds=30, now=LATER, owner="two") == Held("a", "two", 2)

    def test_a_released_lease_is_free_at_once_with_a_higher_fence(self):
        release(acquire("a", seconds=30, now=NOW, owner="one"))
        assert acquire("a", seconds=30, now=NOW, owner="two") == Held("a", "two", 2)

    def test_a_holder_that_lost_its_lease_can_neither_renew_nor_release_it(self):
        stale = acquire("a", seconds=30, now=NOW, owner="one")
        fresh = acquire("a", seconds=30, now=LATER, owner="one")
        assert renew(stale, seconds=30, now=LATER) is False
        release(stale)
        assert renew(fresh, seconds=30, now=LATER) is True

    def test_an_expired_lease_is_not_renewed_even_when_nobody_took_it(self):
        held = acquire("a", seconds=30, now=NOW, owner="one")
        assert renew(held, seconds=30, now=LATER) is False

    def test_what_a_process_of_this_machine_held_is_free_once_it_has_ended(self, ended):
        assert acquire("a", seconds=30, now=NOW, owner=ended) == Held("a", ended, 1)
        assert acquire("a", seconds=30, now=NOW, owner="two") == Held("a", "two", 2)
        assert acquire("a", seconds=30, now=NOW, owner=ended) is None

    def test_what_a_living_process_holds_is_not(self):
        assert acquire("a", seconds=30, now=NOW) == Held("a", this_process(), 1)
        assert acquire("a", seconds=30, now=NOW, owner="two") is None

    def test_renewing_holds_it_for_longer(self):
        held = acquire("a", seconds=30, now=NOW, owner="one")
        assert renew(held, seconds=60, now=NOW) is True
        assert acquire("a", seconds=30, now=LATER, owner="two") is None

    def test_the_block_gives_the_lease_back_also_after_a_fault(self):
        def fails():
            with leased("a", seconds=30) as held:
                assert held.fence == 1
                with leased("a", seconds=30) as second:
                    assert second is None
                raise ValueError

        with pytest.raises(ValueError):
            fails()
        with leased("a", seconds=30) as held:
            assert held.fence == 2
