"""What a recipe is."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Recipe:
    """A workflow to begin from: what it does, what to adjust, and its definition as an exported file has it."""

    code: str
    name: str
    does: str
    adjust: str
    definition: dict[str, Any]


def recipe(code: str, name: str, *, does: str, adjust: str, **parts: Any) -> Recipe:
    """Return a recipe; `parts` are its trigger, options, filter and steps."""
    whole = {"format": "slotdesk.workflow", "version": 1, "name": name, "description": does, **parts}
    return Recipe(code, name, does, adjust, whole)


def condition(field: str, operator: str, value: Any = None) -> dict[str, Any]:
    """Return one condition on a field of the trigger's appointment, or on any path that begins with `trigger.`."""
    path = field if field.startswith("trigger.") else f"trigger.appointment.{field}"
    return {"field": path, "operator": operator} | ({"value": value} if value is not None else {})


def any_of(*conditions: dict[str, Any]) -> dict[str, Any]:
    """Return a group for a filter that holds when one of its conditions does."""
    return {"match": "any", "conditions": list(conditions)}


def all_of(*conditions: dict[str, Any]) -> dict[str, Any]:
    """Return a filter that lets through what all conditions hold for."""
    return {"match": "all", "conditions": list(conditions)}
