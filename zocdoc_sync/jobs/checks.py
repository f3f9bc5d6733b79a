"""Refuse a queue that would lose work, do it twice at once, or try it for ever."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

Queue = Mapping[str, Any]

# What django-q2 takes when a value is missing.
DEFAULT_RETRY = 60

RULES: tuple[tuple[str, Callable[[Queue], bool], str, str], ...] = (
    (
        "slotdesk.E001",
        lambda queue: bool(queue.get("timeout")) and queue.get("retry", DEFAULT_RETRY) > queue["timeout"],
        "Q_CLUSTER gives a task to a second worker while the first may still do it.",
        "Set timeout, and retry to more than timeout.",
    ),
    (
        "slotdesk.E002",
        lambda queue: queue.get("max_attempts", 0) >= 1,
        "Q_CLUSTER tries a task that always fails for ever.",
        "Set max_attempts to 1: attempts are counted on the job rows.",
    ),
    (
        "slotdesk.E003",
        lambda queue: queue.get("scheduler", True) is False,
        "Q_CLUSTER runs django-q2's own scheduler beside ours.",
        "Set scheduler to False: what runs by itself is in config/schedules.py.",
    ),
    (
        "slotdesk.E004",
        lambda queue: queue.get("catch_up", True) is False,
        "Q_CLUSTER repeats every run that was missed while the worker was down.",
        "Set catch_up to False.",
    ),
)


def check_queue(**_known: Any) -> list[CheckMessage]:
    """Return an error for each rule that settings.Q_CLUSTER breaks."""
    broken = [rule for rule in RULES if not rule[1](settings.Q_CLUSTER)]
    return [Error(fault, hint=hint, id=code) for code, _holds, fault, hint in broken]


def check_schedules(**_known: Any) -> list[CheckMessage]:
    """Return an error for each schedule of a kind of job that there is not."""
    strangers = [name for name, entry in settings.SCHEDULES.items() if entry.kind not in settings.JOB_KINDS]
    hint = "Name a kind of config/job_kinds.py."
    return [
        Error(f"The schedule {name} plans an unknown kind of job.", hint=hint, id="slotdesk.E005") for name in strangers
    ]
