"""How lengths spread over steps from short to long."""

from collections.abc import Mapping
from typing import Any

from zocdoc_sync.reports.figure import share


def spread(until: Mapping[str, int], beyond: str, whole: int) -> list[tuple[Any, ...]]:
    """Return for each step its title, how many are in it, their share, and the share up to it.

    `until` says how many lie within each step or a shorter one; what is longer than all of them is `beyond`.
    """
    before, lines = 0, []
    for title, number in [*until.items(), (beyond, whole)]:
        lines.append((title, number - before, share(number - before, whole), share(number, whole)))
        before = number
    return lines if whole else []
