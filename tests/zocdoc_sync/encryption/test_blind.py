import pytest

from zocdoc_sync.encryption.blind import blind_candidates, blind_index

OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.ENCRYPTION_KEYS = [OLD]


def test_equal_values_of_a_column_have_equal_indexes_and_no_others():
    index = blind_index("phone", "2125550123")
    assert index == blind_index("phone", "2125550123")
    assert len({index, blind_index("phone", "2125550124"), blind_index("email", "2125550123")}) == 3


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_value_has_no_index(nothing):
    assert blind_index("phone", nothing) == ""


def test_an_index_does_not_hold_the_value_and_needs_the_key(settings):
    index = blind_index("phone", "2125550123")
    settings.ENCRYPTION_KEYS = [NEW]
    assert (len(index), "212" in index, blind_index("phone", "2125550123") == index) == (32, False, False)


def test_a_search_finds_what_was_written_under_every_key_in_use(settings):
    old = blind_index("phone", "2125550123")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert blind_candidates("phone", "2125550123") == [blind_index("phone", "2125550123"), old]
