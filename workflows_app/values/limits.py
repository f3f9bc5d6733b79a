"""How much a template may do: bounded in length, output, loops and work, so that none can hold a worker."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from liquid.exceptions import ResourceLimitError

LONGEST_TEMPLATE = 10_000
LONGEST_OUTPUT = 100_000
MOST_LOOPS = 1_000
DEEPEST = 10
# Characters that all filters of one rendering may go through together.
MOST_WORK = 3_000_000
# What each use of a text costs, however short it is.
A_CALL = 200
# How much more each character costs where a whole value is walked through for it.
A_WALK = 10
LARGEST_NUMBER = 10**15

# Seconds, looked at between the parts of a rendering: comparing long values is not counted as work.
LONGEST_TIME = 1.0

_work: ContextVar[int] = ContextVar("work", default=0)
_until: ContextVar[float] = ContextVar("until", default=math.inf)


class TooMuch(ResourceLimitError):
    """A template that does more than it may."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, token=None)


@contextmanager
def bounded() -> Iterator[None]:
    """Count the work and the time of one rendering from nothing."""
    before, until = _work.set(0), _until.set(time.monotonic() + LONGEST_TIME)
    try:
        yield
    finally:
        _work.reset(before)
        _until.reset(until)


def in_time() -> None:
    """Raise TooMuch when a rendering takes too long."""
    if time.monotonic() > _until.get():
        raise TooMuch("It takes too long.")


def spend(size: int, *, times: int = 1) -> None:
    """Count work before it is done; raise TooMuch when one result, or all of them together, would be too large."""
    total = _work.get() + size * times + A_CALL
    _work.set(total)
    if size > LONGEST_OUTPUT or total > MOST_WORK:
        raise TooMuch("It does too much: a text grows too long.")


def text_of(value: Any) -> str:
    """Return a value as text, its length counted as work; raise TooMuch for one that is too long."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    spend(len(text))
    return text
