"""After a button of the steps: what the workflow says then, which steps stay open, and where the reader is put."""

from typing import Any

from workflows_app.admin.builder import editing
from workflows_app.admin.builder.conditions import Pressed
from workflows_app.admin.builder.reading import Path, Reading
from workflows_app.admin.builder.shown import card_id
from workflows_app.exchange.definition import Definition


def changed(reading: Reading, pressed: Pressed) -> tuple[Definition, Path | None]:
    """Return the definition after a button of the steps, and the step to look at; other buttons change nothing."""
    if pressed.verb == "add":
        inside = reading.paths.get(pressed.extra)
        definition, path = editing.add(reading.definition, pressed.target, inside)
        return definition, path
    path_of = reading.paths.get(pressed.target)
    if pressed.verb not in editing.STEP_BUTTONS or path_of is None:
        return reading.definition, None
    return editing.STEP_BUTTONS[pressed.verb](reading.definition, path_of)


def still_open(reading: Reading, definition: Definition, focus: Path | None) -> frozenset[Path]:
    """Let steps that were open stay open although their places changed; the one that was acted on is open, too."""
    before = {_at(reading.definition, path) for path in reading.opened}
    places = {step.key: path for path, step in _places(definition)}
    kept = {places[key] for key in before if key in places}
    return frozenset(kept | ({focus} if focus else set()))


def _at(definition: Definition, path: Path) -> str:
    return editing.at(definition, path).key


def _places(definition: Definition) -> list[tuple[Path, Any]]:
    tops = [((number,), step) for number, step in enumerate(definition.steps)]
    inner = [((place[0], number), one) for place, step in tops for number, one in enumerate(step.inner)]
    return [*tops, *inner]


def focus_of(pressed: Pressed, path: Path | None) -> str:
    """Return the element that the reader is put at, "" for none."""
    if path is not None:
        return f"card-{card_id(path)}"
    return pressed.target if pressed.verb in ("add-condition", "drop-condition", "add-group", "drop-group") else ""
