"""What overlaps stands side by side."""

from collections.abc import Sequence


def side_by_side(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return for each span (begin, end; by begin) its lane, and how many lanes there are where it stands."""
    placed: list[tuple[int, int]] = []
    group: list[int] = []
    free_from: list[int] = []
    for number, (begin, end) in enumerate(spans):
        if group and begin >= max(free_from):
            _close(placed, group, len(free_from))
            group, free_from = [], []
        lane = next((one for one, free in enumerate(free_from) if free <= begin), len(free_from))
        free_from[lane : lane + 1] = [end]
        placed.append((lane, 1))
        group.append(number)
    _close(placed, group, len(free_from))
    return placed


def _close(placed: list[tuple[int, int]], group: list[int], lanes: int) -> None:
    for number in group:
        placed[number] = (placed[number][0], lanes)
