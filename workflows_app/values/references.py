"""Which values something reads: the paths in its templates and conditions."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from workflows_app.values.language import has_template, template
from workflows_app.values.problem import ValueProblem

MOST_DEPTH = 12


def paths_in(value: Any, *, depth: int = 0) -> set[str]:
    """Return the paths, such as `trigger.appointment.status`, that a value reads, lists and objects included.

    What cannot be read has none: checking tells what is wrong with it.
    """
    if depth > MOST_DEPTH:
        return set()
    if isinstance(value, str):
        return set(paths_of(value)) if has_template(value) else set()
    found: set[str] = set()
    for one in _parts(value):
        found |= paths_in(one, depth=depth + 1)
    return found


@lru_cache(maxsize=2048)
def paths_of(text: str) -> frozenset[str]:
    """Return the paths that one text reads."""
    try:
        variables = template(text).analyze().globals
    except ValueProblem:
        return frozenset()
    return frozenset(_dotted(one.segments) for found in variables.values() for one in found)


def fields_in(conditions: Any, *, depth: int = 0) -> set[str]:
    """Return the fields that a filter compares and the paths in the values that it compares them with."""
    if not isinstance(conditions, Mapping) or depth > MOST_DEPTH:
        return set()
    found = {str(conditions["field"])} if conditions.get("field") else set()
    found |= paths_in(conditions.get("value"))
    for one in conditions.get("conditions") or []:
        found |= fields_in(one, depth=depth + 1)
    return found


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list | tuple) else ()


def _dotted(segments: Iterable[Any]) -> str:
    parts: list[str] = []
    for segment in segments:
        if not isinstance(segment, str):
            break  # a number or a path in brackets: what stands before it is what must be there
        parts.append(segment)
    return ".".join(parts)
