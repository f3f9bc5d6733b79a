"""Between Zocdoc's nested JSON bodies and a form's flat fields with dotted names."""

from collections.abc import Collection, Mapping
from typing import Any


def flatten(body: Mapping[str, Any], prefixes: Collection[str], under: str = "") -> dict[str, Any]:
    """Return a body's values by dotted name, going into the objects that `prefixes` names; nulls are left out."""
    flat: dict[str, Any] = {}
    for name, value in body.items():
        dotted = f"{under}{name}"
        if isinstance(value, Mapping) and f"{dotted}." in prefixes:
            flat.update(flatten(value, prefixes, f"{dotted}."))
        elif value is not None:
            flat[dotted] = value
    return flat


def nest(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON object that dotted names stand for."""
    body: dict[str, Any] = {}
    for dotted, value in flat.items():
        *parents, last = dotted.split(".")
        inner = body
        for parent in parents:
            inner = inner.setdefault(parent, {})
        inner[last] = value
    return body


def prefixes_of(names: Collection[str]) -> set[str]:
    """Return every object that these dotted names lie in, each ending in a dot."""
    return {
        ".".join(parts[:depth]) + "." for name in names for parts in [name.split(".")] for depth in range(1, len(parts))
    }
