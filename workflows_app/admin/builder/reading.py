"""From the builder's form to a definition: everything that was typed is kept, whether it is right or not."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from workflows_app.admin.builder import conditions, triggers
from workflows_app.admin.builder.conditions import Pressed
from workflows_app.admin.builder.posted import Post, is_empty, value_of
from workflows_app.exchange.definition import Definition, StepLine, unique_keys
from workflows_app.steps.kinds import KINDS

MOST_STEPS = 200
NAME_LENGTH, KEY_LENGTH, LABEL_LENGTH = 120, 40, 120
Path = tuple[int, ...]


@dataclass(frozen=True)
class Reading:
    """What a form says: the definition, and where each step of the form stands in it."""

    definition: Definition
    paths: Mapping[str, Path]
    opened: frozenset[Path]


def read(post: Post, pressed: Pressed) -> Reading:
    """Return what the form says, with what was pressed on a list of conditions done."""
    ids = [str(one) for one in post.getlist("step")[:MOST_STEPS]]
    tops = [one for one in ids if not post.get(f"{one}.inside")]
    inside = {top: [one for one in ids if post.get(f"{one}.inside") == top] for top in tops}
    steps = tuple(
        replace(_line(post, top, pressed), inner=tuple(_line(post, one, pressed) for one in inside[top]))
        for top in tops
    )
    paths: dict[str, Path] = {}
    for number, top in enumerate(tops):
        paths[top] = (number,)
        paths.update({one: (number, place) for place, one in enumerate(inside[top])})
    renamed = {str(post.get(f"{one}.was", "")): _key(post, one) for one in paths}
    opened = frozenset(path for one, path in paths.items() if post.get(f"{one}.open"))
    return Reading(_following(_whole(post, unique_keys(steps), pressed), renamed), paths, opened)


def _whole(post: Post, steps: tuple[StepLine, ...], pressed: Pressed) -> Definition:
    at_once = str(post.get("at_once", "5"))
    trigger, options = triggers.read(post)
    return Definition(
        name=str(post.get("name", "")).strip()[:NAME_LENGTH] or "New workflow",
        description=str(post.get("description", "")).replace("\r\n", "\n").strip()[:2000],
        at_once=min(max(int(at_once), 1), 50) if at_once.isdigit() and len(at_once) < 4 else 5,
        sees_own_writes=bool(post.get("sees_own_writes")),
        trigger=trigger,
        trigger_options=options,
        filter=conditions.read(post, "filter", pressed),
        steps=steps,
    )


def _line(post: Post, one: str, pressed: Pressed) -> StepLine:
    kind = str(post.get(f"{one}.kind", ""))[:80]
    return StepLine(
        key=_key(post, one),
        kind=kind,
        label=str(post.get(f"{one}.label", "")).strip()[:LABEL_LENGTH],
        config={**_kept(post, one), **_config(post, one, kind, pressed)},
        through=str(post.get(f"{one}.through", "")),
        is_enabled=bool(post.get(f"{one}.is_enabled")),
        goes_on=bool(post.get(f"{one}.goes_on")),
    )


def _config(post: Post, one: str, kind: str, pressed: Pressed) -> dict[str, Any]:
    known = KINDS.get(kind)
    said = {}
    for field in known.fields if known else ():
        name = f"{one}.f.{field.name}"
        is_list = field.widget == "conditions"
        said[field.name] = conditions.read(post, name, pressed) if is_list else value_of(field, name, post)
    return {name: value for name, value in said.items() if not is_empty(value)}


def _kept(post: Post, one: str) -> dict[str, Any]:
    """Return the settings that the form has no field for, such as those of a kind that this version does not know."""
    try:
        kept = json.loads(post.get(f"{one}.kept", "") or "{}")
    except (ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _key(post: Post, one: str) -> str:
    typed = key_from(str(post.get(f"{one}.key", "")))
    return typed or key_from(str(post.get(f"{one}.was", ""))) or "step"


def key_from(words: str) -> str:
    """Return words as a key: small letters, digits and underscores, not beginning with a digit."""
    plain = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:KEY_LENGTH].strip("_")
    return f"step_{plain}"[:KEY_LENGTH] if plain[:1].isdigit() else plain


def _following(definition: Definition, renamed: Mapping[str, str]) -> Definition:
    """Let mappings follow the steps that were given another key."""
    moved = {was: now for was, now in renamed.items() if was and was != now}
    if not moved:
        return definition
    words = re.compile(rf"\bsteps\.({'|'.join(map(re.escape, moved))})\b")

    def follow(value: Any) -> Any:
        if isinstance(value, str):
            return words.sub(lambda found: f"steps.{moved[found[1]]}", value)
        if isinstance(value, list):
            return [follow(one) for one in value]
        return {name: follow(one) for name, one in value.items()} if isinstance(value, dict) else value

    def line(step: StepLine) -> StepLine:
        return replace(step, config=follow(step.config), inner=tuple(line(one) for one in step.inner))

    return replace(definition, steps=tuple(line(one) for one in definition.steps))
