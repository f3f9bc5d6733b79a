from hypothesis import given
from hypothesis import strategies as st

from zocdoc_sync.calendar.lanes import side_by_side

spans = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)).map(lambda one: (one[0], one[0] + one[1]))).map(
    sorted
)


def test_what_does_not_overlap_has_the_whole_width():
    assert side_by_side([(0, 30), (30, 60), (90, 120)]) == [(0, 1), (0, 1), (0, 1)]


def test_what_overlaps_shares_the_width():
    assert side_by_side([(0, 60), (0, 30), (30, 45), (60, 90)]) == [(0, 2), (1, 2), (1, 2), (0, 1)]


def test_a_chain_of_overlaps_has_one_number_of_lanes():
    assert side_by_side([(0, 30), (10, 70), (20, 40), (60, 80)]) == [(0, 3), (1, 3), (2, 3), (0, 3)]


def test_nothing_has_no_lanes():
    assert side_by_side([]) == []


@given(spans)
def test_nothing_covers_anything(found):
    placed = side_by_side(found)
    for number, (begin, end) in enumerate(found):
        lane, lanes = placed[number]
        assert 0 <= lane < lanes
        for other in range(number):
            if found[other][0] < end and begin < found[other][1]:
                assert placed[other][0] != lane
                assert placed[other][1] == lanes
