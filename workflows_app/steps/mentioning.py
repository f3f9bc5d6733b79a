"""The paths that a place of a version may mention: the trigger's, those of steps before it, the item of a loop."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from workflows_app.enums import TriggerKind
from workflows_app.values.fields import FIELDS

ROOTS = ("trigger", "steps", "item", "workflow", "now")
# What is below these is Zocdoc's own, or an answer's: nobody knows it beforehand.
OPEN = ("trigger.appointment.payload", "trigger.patient.payload", "trigger.change.fields", "trigger.appointment.tags")
CHANGE = ("trigger.change",)
TAG = ("trigger.tag",)
APPOINTMENT = ("trigger.appointment", "trigger.patient")
# The triggers that tell a change.
CHANGES = frozenset({TriggerKind.CREATED, TriggerKind.UPDATED})


def silent(trigger: str, options: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return what a trigger never tells; a schedule tells appointments only when it goes through some."""
    no_change = () if trigger in CHANGES else CHANGE
    no_tag = () if trigger == TriggerKind.TAGGED else TAG
    is_alone = trigger == TriggerKind.SCHEDULE and not (options or {}).get("appointments")
    return (*(APPOINTMENT if is_alone else ()), *no_change, *no_tag)


@dataclass(frozen=True)
class Place:
    """Where a path stands: under a trigger that never tells some things, after some steps, inside a for-each or not."""

    silent: Sequence[str] = ()
    before: Sequence[str] = ()
    is_inside: bool = False

    def faults(self, paths: Iterable[str]) -> Iterable[str]:
        """Yield a sentence for each path that cannot be there."""
        for path in sorted(paths):
            root = path.partition(".")[0]
            fault = CHECKS[root](self, path) if root in CHECKS else _no_root(path)
            if fault:
                yield fault


def _no_root(path: str) -> str:
    return f"There is no {path}: values begin with {', '.join(ROOTS)}."


def _of_trigger(place: Place, path: str) -> str:
    unsaid = next((one for one in place.silent if _is_below(path, one)), None)
    if unsaid is not None:
        return f"There is no {path}: what starts this workflow tells no {unsaid.removeprefix('trigger.')}."
    is_known = path in FIELDS or path == "trigger.kind" or any(_is_below(path, one) for one in OPEN)
    if is_known or any(_is_below(known, path) for known in FIELDS):
        return ""
    near = get_close_matches(path, FIELDS, n=1, cutoff=0.8)
    return f"There is no {path}.{f' Did you mean {near[0]}?' if near else ''}"


def _of_steps(place: Place, path: str) -> str:
    key = path.split(".")[1] if "." in path else ""
    if key in place.before:
        return ""
    known = f" Steps before it: {', '.join(place.before)}." if place.before else ""
    return f"There is no step {key} before this one.{known}"


def _of_item(place: Place, path: str) -> str:
    return "" if place.is_inside else f"There is no {path}: only steps inside of a for-each have an item."


def _of_root(_place: Place, path: str) -> str:
    return "" if path in FIELDS or path == "workflow" else f"There is no {path}."


def _is_below(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}.")


CHECKS = {"trigger": _of_trigger, "steps": _of_steps, "item": _of_item, "workflow": _of_root, "now": _of_root}
