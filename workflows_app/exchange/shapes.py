"""Whether data has the shape of a workflow: each fault in words, all of them at once."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from workflows_app.enums import TriggerKind
from workflows_app.steps.kinds import KINDS

MOST_STEPS, MOST_INSIDE = 50, 2
KEY_LENGTH, NAME_LENGTH, TEXT_LENGTH = 40, 120, 2000
Check = Callable[[Any], bool]


def _text(longest: int) -> Check:
    return lambda value: isinstance(value, str) and len(value) <= longest


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= NAME_LENGTH


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and value.isidentifier() and len(value) <= KEY_LENGTH


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _is_at_once(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 50


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_filter(value: Any) -> bool:
    return isinstance(value, dict) and (not value or are_conditions(value))


def are_conditions(value: Any, depth: int = 1) -> bool:
    """Tell whether a value has the shape of conditions: objects in lists, groups among them nested once."""
    if not isinstance(value, dict) or not isinstance(value.get("conditions"), list):
        return False
    return depth <= MOST_INSIDE and all(
        are_conditions(one, depth + 1) if isinstance(one, dict) and "conditions" in one else isinstance(one, dict)
        for one in value["conditions"]
    )


# Field, whether it must be there, what its value must be, and what is said otherwise.
Shape = Mapping[str, tuple[bool, Check, str]]
WHOLE: Shape = {
    "name": (True, _is_name, f"The name is missing or longer than {NAME_LENGTH} characters."),
    "description": (False, _text(TEXT_LENGTH), f"“description” must be text of at most {TEXT_LENGTH} characters."),
    "at_once": (False, _is_at_once, "“at_once” must be a number from 1 to 50."),
    "sees_own_writes": (False, _is_bool, "“sees_own_writes” must be true or false."),
    "trigger": (True, lambda value: value in TriggerKind.values, "There is no trigger “{}”."),
    "trigger_options": (False, _is_object, "“trigger_options” must be an object."),
    "filter": (False, _is_filter, "“filter” must be an object with a list of conditions, nested once."),
    "steps": (False, lambda value: isinstance(value, list), "“steps” must be a list."),
}
STEP: Shape = {
    "key": (True, _is_key, "its key must be a word of letters, digits and underscores, at most 40 of them."),
    "kind": (
        True,
        lambda value: isinstance(value, str) and value in KINDS,
        "this console knows no step of the kind “{}”.",
    ),
    "label": (False, _text(NAME_LENGTH), f"its label must be text of at most {NAME_LENGTH} characters."),
    "through": (False, _text(NAME_LENGTH), "its connection must be named by text."),
    "config": (False, _is_object, "its config must be an object."),
    "is_enabled": (False, _is_bool, "“is_enabled” must be true or false."),
    "goes_on": (False, _is_bool, "“goes_on” must be true or false."),
    "inner": (False, lambda value: isinstance(value, list | tuple), "“inner” must be a list."),
}
AROUND = ("format", "version")


def problems_in(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each fault of a workflow's data."""
    yield from _faults(data, WHOLE)
    steps = data.get("steps", [])
    if isinstance(steps, list):
        yield from _of_steps(steps, depth=1)


def _of_steps(steps: list[Any] | tuple[Any, ...], depth: int) -> Iterator[str]:
    if len(steps) > MOST_STEPS:
        yield f"There are {len(steps)} steps: at most {MOST_STEPS} are possible."
        return
    for number, step in enumerate(steps, start=1):
        yield from (f"Step {number}: {told}" for told in _of_step(step, depth))


def _of_step(step: Any, depth: int) -> Iterator[str]:
    if not isinstance(step, dict):
        yield "it is not an object."
        return
    yield from _faults(step, STEP)
    yield from _of_config(step)
    inner = step.get("inner", [])
    if inner and depth >= MOST_INSIDE:
        yield "steps can be inside one other step only."
    elif isinstance(inner, list | tuple):
        yield from _of_steps(inner, depth + 1)


def _of_config(step: Mapping[str, Any]) -> Iterator[str]:
    kind, config = step.get("kind"), step.get("config")
    if not isinstance(kind, str) or kind not in KINDS or not isinstance(config, dict):
        return
    for field in KINDS[kind].fields:
        value = config.get(field.name)
        if field.widget == "conditions" and value and not are_conditions(value):
            yield f"“{field.name}” must be an object with a list of conditions, nested once."


def _faults(data: Mapping[str, Any], shape: Shape) -> Iterator[str]:
    for name, (is_needed, is_right, says) in shape.items():
        if (is_needed or name in data) and not is_right(data.get(name)):
            yield says.format(str(data.get(name))[:60])
    for name in sorted(set(data) - set(shape) - set(AROUND)):
        yield f"“{name[:40]}” is not known here."
