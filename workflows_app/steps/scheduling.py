"""What is wrong with the options of a schedule: when it comes, and which appointments it goes through."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

from workflows_app.steps.spec import Problem

LONGEST_MINUTES, FARTHEST = 7 * 24 * 60, 365
MINUTES = f"Every how many minutes: a whole number from 1 to {LONGEST_MINUTES:,}, which is a week."
AT = "A time of day is written like 08:00."
DAYS = f"Days of appointments are whole numbers from {-FARTHEST} to {FARTHEST}, the first not after the last."


def problems_of_schedule(options: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the options of a schedule."""
    every, at, asked = options.get("every_minutes"), options.get("at"), options.get("appointments")
    if not (every or at):
        yield Problem("trigger", "Say how often it runs, or at what time of day.")
    if every and not _is_whole(every, 1, LONGEST_MINUTES):
        yield Problem("trigger", MINUTES)
    if not every and at and not _is_time(at):
        yield Problem("trigger", AT)
    if asked and not _is_span(asked):
        yield Problem("trigger", DAYS)


def _is_whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _is_time(value: Any) -> bool:
    try:
        time.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _is_span(asked: Any) -> bool:
    if not isinstance(asked, Mapping):
        return False
    first, last = asked.get("from_days", 0), asked.get("to_days", 0)
    return all(_is_whole(day, -FARTHEST, FARTHEST) for day in (first, last)) and first <= last
