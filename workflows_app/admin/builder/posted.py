"""Values as a form carries them: words become numbers and lists where the field says so, and nothing is lost."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from workflows_app.steps.spec import Field

NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS = tuple(map(str, range(len(WEEKDAYS))))
UNITS = (("minutes", "minutes"), ("hours", "hours"), ("days", "days"))
Post = QueryDict


def number(text: str) -> Any:
    """Return a number where the text is one, else the text as it was typed."""
    plain = text.strip()
    if not NUMBER.fullmatch(plain):
        return plain
    return float(plain) if "." in plain else int(plain)


def lines(texts: list[str]) -> Any:
    """Return the lines of all texts; a single `{{ … }}` stays what it is, because it may give the whole list."""
    found = [line.strip() for text in texts for line in text.splitlines() if line.strip()]
    return found[0] if len(found) == 1 and found[0].startswith("{{") and found[0].endswith("}}") else found


def json_or_text(text: str) -> Any:
    """Return what JSON text says, else the text as it was typed."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def yes_no(text: str) -> Any:
    """Return what a choice of yes and no says, else the text."""
    return {"yes": True, "no": False}.get(text, text)


def as_text(value: Any) -> str:
    """Return a value as a form field shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def as_lines(value: Any) -> str:
    """Return a list as lines."""
    return "\n".join(as_text(one) for one in value) if isinstance(value, list) else as_text(value)


def value_of(field: Field, name: str, post: Post) -> Any:
    """Return what was given for a field of a step; a mapping beside a choice comes before the choice."""
    mapped = post.get(f"{name}.map", "").strip()
    if mapped:
        return mapped
    text = str(post.get(name, "")).replace("\r\n", "\n")
    if field.widget == "list":
        return lines(post.getlist(name))
    if field.widget == "weekdays":
        return [day for day in post.getlist(name) if day in DAYS]
    return READERS.get(field.widget, str.strip)(text)


READERS: Mapping[str, Any] = {
    "number": number,
    "json": lambda text: json_or_text(text) if text.strip() else "",
    "yes_no": yes_no,
    "long": str.rstrip,
}


def is_empty(value: Any) -> bool:
    """Tell whether a field was left empty; "no" and 0 are answers."""
    return value is None or (isinstance(value, str | list | dict) and not value)
