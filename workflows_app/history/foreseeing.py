"""What conditions and lists of a run come to as things stand; what only the run itself will know is left open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows_app.values.conditions import judge
from workflows_app.values.fields import PATIENT
from workflows_app.values.problem import ValueProblem
from workflows_app.values.references import fields_in, paths_in
from workflows_app.values.rendering import render

Scope = Mapping[str, Any]


@dataclass(frozen=True)
class Foreseen:
    """Whether conditions hold, None while nobody can tell, and the one that does not in words."""

    holds: bool | None
    sentence: str = ""


def foresee(conditions: Any, scope: Scope) -> Foreseen:
    """Judge conditions by what is known; groups are judged as a whole."""
    members = [one for one in (conditions or {}).get("conditions") or [] if isinstance(one, Mapping)]
    found = [_one(one, scope) for one in members]
    decides = (conditions or {}).get("match") == "any"
    certain = next((one for one in found if one.holds is decides), None)
    if certain is not None:
        return certain
    if any(one.holds is None for one in found):
        return Foreseen(None)
    return Foreseen(not decides, " ".join(one.sentence for one in found if one.sentence))


def _one(condition: Mapping[str, Any], scope: Scope) -> Foreseen:
    if "conditions" in condition:
        return foresee(condition, scope)
    if not is_known(fields_in(condition), scope):
        return Foreseen(None)
    verdict = judge({"conditions": [condition]}, scope)
    return Foreseen(verdict.matched, verdict.sentence)


def items_of(value: Any, scope: Scope) -> Sequence[Any] | None:
    """Return the list that a for-each goes through, None while nobody can tell, or when it is none."""
    if not is_known(paths_in(value), scope):
        return None
    try:
        found = render(value, scope)
    except ValueProblem:
        return None
    return found if isinstance(found, list | tuple) else None


def is_known(paths: Iterable[str], scope: Scope) -> bool:
    """Tell whether all of these paths are known before a run: steps have given nothing yet, patients are not read."""
    return all(_is_known(path, scope) for path in paths)


def _is_known(path: str, scope: Scope) -> bool:
    root = path.partition(".")[0]
    if root == "item":
        return scope.get("item") is not None
    return root != "steps" and root in scope and not f"{path}.".startswith(f"{PATIENT}.")
