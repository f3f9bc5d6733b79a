"""How long to pause between tries."""

from collections.abc import Callable

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 20.0


def pause(attempt: int, random: Callable[[], float]) -> float:
    """Return the seconds to wait after the given attempt (1, 2, …): exponential, capped, with full jitter."""
    longest: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt)
    return longest * random()
