"""What the builder's buttons do to the steps: each returns another definition, nothing is saved."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from workflows_app.admin.builder.reading import Path, key_from
from workflows_app.exchange.definition import Definition, StepLine, free_key
from workflows_app.steps.kinds import KINDS

Steps = tuple[StepLine, ...]


def add(definition: Definition, kind: str, inside: Path | None) -> tuple[Definition, Path]:
    """Return the definition with a new step at the end, or at the end of those inside another, and where it is."""
    if kind not in KINDS:
        return definition, (max(len(definition.steps) - 1, 0),)
    step = new_step(definition, kind)
    if inside is None:
        return replace(definition, steps=(*definition.steps, step)), (len(definition.steps),)
    parent = definition.steps[inside[0]]
    grown = replace(parent, inner=(*parent.inner, step))
    return _with(definition, inside[:1], (grown,)), (inside[0], len(parent.inner))


def new_step(definition: Definition, kind: str) -> StepLine:
    """Return a new step of a kind, with its defaults and a key that is free."""
    known = KINDS[kind]
    config = {field.name: field.default for field in known.fields if field.default not in ("", None, [], {})}
    return StepLine(key=_free(definition, key_from(known.label) or "step"), kind=kind, config=config)


def move(definition: Definition, path: Path, by: int) -> tuple[Definition, Path]:
    """Return the definition with a step moved among its neighbours; the first one moved up stays first."""
    place = path[-1] + by
    row = _row(definition, path)
    if not 0 <= place < len(row):
        return definition, path
    rest = [one for number, one in enumerate(row) if number != path[-1]]
    rest.insert(place, row[path[-1]])
    return _with_row(definition, path, tuple(rest)), (*path[:-1], place)


def duplicate(definition: Definition, path: Path) -> tuple[Definition, Path]:
    """Return the definition with a copy of a step behind it, under keys that are free."""
    step = at(definition, path)
    copied = replace(step, key=_free(definition, step.key), label=f"{step.label} (copy)" if step.label else "")
    return _with(definition, path, (step, copied)), (*path[:-1], path[-1] + 1)


def remove(definition: Definition, path: Path) -> tuple[Definition, Path]:
    """Return the definition without a step, and where the one after it is."""
    left = _with(definition, path, ())
    return left, (*path[:-1], max(min(path[-1], len(_row(left, path)) - 1), 0))


def switch(definition: Definition, path: Path) -> tuple[Definition, Path]:
    """Return the definition with a step switched on or off."""
    step = at(definition, path)
    return _with(definition, path, (replace(step, is_enabled=not step.is_enabled),)), path


STEP_BUTTONS: Mapping[str, Callable[[Definition, Path], tuple[Definition, Path]]] = {
    "up": lambda definition, path: move(definition, path, -1),
    "down": lambda definition, path: move(definition, path, 1),
    "duplicate": duplicate,
    "remove": remove,
    "switch": switch,
}


def at(definition: Definition, path: Path) -> StepLine:
    """Return the step at a place."""
    return _row(definition, path)[path[-1]]


def _row(definition: Definition, path: Path) -> Steps:
    return definition.steps if len(path) == 1 else definition.steps[path[0]].inner


def _with(definition: Definition, path: Path, instead: Steps) -> Definition:
    row = _row(definition, path)
    return _with_row(definition, path, (*row[: path[-1]], *instead, *row[path[-1] + 1 :]))


def _with_row(definition: Definition, path: Path, row: Steps) -> Definition:
    if len(path) == 1:
        return replace(definition, steps=row)
    parent = replace(definition.steps[path[0]], inner=row)
    return _with(definition, path[:1], (parent,))


def _free(definition: Definition, wanted: str) -> str:
    return free_key(wanted, {one.key for one in definition.every_step()})
