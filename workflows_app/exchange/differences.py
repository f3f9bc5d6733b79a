"""What is different between two definitions, in words."""

import json
from collections.abc import Iterator
from typing import Any

from workflows_app.exchange.definition import Definition, StepLine
from workflows_app.exchange.words import filter_words, trigger_words
from workflows_app.steps.kinds import KINDS

LONGEST = 160
SETTINGS = {
    "name": "Name",
    "description": "Description",
    "at_once": "Runs at once",
    "sees_own_writes": "Own writes trigger it again",
}
STEP_PARTS = {"label": "label", "through": "connection", "is_enabled": "enabled", "goes_on": "goes on when it fails"}


def differences(before: Definition, after: Definition) -> list[str]:
    """Return a sentence for each difference, in the order of the builder; none when they say the same."""
    return [*_settings(before, after), *_start(before, after), *_steps(before, after)]


def _settings(before: Definition, after: Definition) -> Iterator[str]:
    for name, label in SETTINGS.items():
        yield from _changed(label, getattr(before, name), getattr(after, name))


def _start(before: Definition, after: Definition) -> Iterator[str]:
    told = [trigger_words(one.trigger, one.trigger_options) for one in (before, after)]
    yield from _changed("Trigger", *told)
    if before.filter != after.filter:
        yield f"Filter: {filter_words(before.filter) or 'none'} → {filter_words(after.filter) or 'none'}"


def _steps(before: Definition, after: Definition) -> Iterator[str]:
    old, new = _by_key(before), _by_key(after)
    yield from (f"Step “{title(one)}” was removed." for key, one in old.items() if key not in new)
    for key, one in new.items():
        if key not in old:
            yield f"Step “{title(one)}” was added."
        else:
            yield from _step(old[key], one)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield f"The order is now: {', '.join(title(one) for one in new.values())}."


def _step(before: StepLine, after: StepLine) -> Iterator[str]:
    name = f"Step “{title(after)}”"
    yield from _changed(f"{name}, kind", before.kind, after.kind)
    for part, label in STEP_PARTS.items():
        yield from _changed(f"{name}, {label}", getattr(before, part), getattr(after, part))
    yield from _config(name, before.config, after.config, _labels(after.kind))


def title(step: StepLine) -> str:
    """Return what a step is called in sentences."""
    kind = KINDS.get(step.kind)
    return step.label or (kind.label if kind else step.kind)


def _labels(kind: str) -> dict[str, str]:
    known = KINDS.get(kind)
    return {one.name: one.label for one in known.fields} if known else {}


def _config(name: str, before: dict[str, Any], after: dict[str, Any], labels: dict[str, str]) -> Iterator[str]:
    for field in [*before, *(one for one in after if one not in before)]:
        label = labels.get(field, field.replace("_", " "))
        yield from _changed(f"{name}, {label}", before.get(field), after.get(field))


def _changed(label: str, before: Any, after: Any) -> Iterator[str]:
    if before != after:
        yield f"{label}: {_shown(before)} → {_shown(after)}"


def _by_key(definition: Definition) -> dict[str, StepLine]:
    return {one.key: one for one in definition.every_step()}


def _shown(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict) and "conditions" in value:
        return filter_words(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
