"""Read what a request says, or refuse it by the field's name."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from zocdoc_sandbox.clock import micros
from zocdoc_sandbox.wire import invalid

DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
PROVIDER = re.compile(r"pr_[\w-]+\Z")
PROVIDER_LOCATION = re.compile(r"pr_[\w-]+\|lo_[\w-]+\Z")
PLAN, SPECIALTY, VISIT_REASON = (re.compile(rf"{prefix}_[\w-]+\Z") for prefix in ("ip", "sp", "pc"))
FACILITY = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
YEARS = range(1900, 2200)
YES_NO = {"true": True, "false": False}


def whole(query: Mapping[str, str], name: str, default: int, least: int, most: int | None = None) -> int:
    """Return a whole number of the query between `least` and `most`."""
    text = query.get(name, "")
    if not text:
        return default
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise invalid(f"{name} is not a whole number.", name)
    number = int(text)
    if number < least or (most is not None and number > most):
        raise invalid(f"{name} must lie between {least} and {most if most is not None else 'any size'}.", name)
    return number


def decimal(query: Mapping[str, str], name: str, bound: float) -> float | None:
    """Return a number of the query within plus or minus `bound`, None when it is absent."""
    text = query.get(name, "")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        raise invalid(f"{name} is not a number.", name) from None
    if not -bound <= number <= bound:
        raise invalid(f"{name} must lie between -{bound} and {bound}.", name)
    return number


def listed(query: Mapping[str, str], name: str, most: int | None = None) -> list[str]:
    """Return the comma-separated values of the query."""
    values = [part.strip() for part in query.get(name, "").split(",") if part.strip()]
    if most is not None and len(values) > most:
        raise invalid(f"At most {most} values are accepted.", name)
    return values


def required(query: Mapping[str, str], name: str) -> str:
    """Return a value that must be there."""
    value = query.get(name, "").strip()
    if not value:
        raise invalid(f"{name} is required.", name)
    return value


def choice(value: Any, options: Iterable[str], name: str) -> str:
    """Return one of `options`."""
    if not isinstance(value, str) or value not in options:
        raise invalid(f"{name} must be one of {', '.join(options)}.", name)
    return value


def flag(query: Mapping[str, str], name: str) -> bool:
    """Return true or false of the query, false when it is absent."""
    text = query.get(name, "").lower() or "false"
    if text not in YES_NO:
        raise invalid(f"{name} is either true or false.", name)
    return YES_NO[text]


def day(text: str, name: str) -> date:
    """Return a date written as YYYY-MM-DD."""
    try:
        if DATE.match(text) and (found := date.fromisoformat(text)).year in YEARS:
            return found
    except ValueError:
        pass
    raise invalid(f"{name} is not a date as YYYY-MM-DD.", name)


def instant(text: str, name: str) -> datetime:
    """Return an instant that carries its offset, in UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.year not in YEARS:
        raise invalid(f"{name} is not a date and time.", name)
    if moment.tzinfo is None:
        raise invalid(f"{name} needs an offset from UTC.", name)
    return moment.astimezone(UTC)


def bound(query: Mapping[str, str], name: str) -> int | None:
    """Return an instant of the query in microseconds, None when it is absent."""
    text = query.get(name, "")
    return micros(instant(text, name)) if text else None


def text_of(body: Any, name: str, field: str = "") -> str:
    """Return a text of a JSON object that must be there."""
    value = body.get(name) if isinstance(body, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise invalid(f"{name} is required.", field or name)
    return value


def shaped(value: str, shape: re.Pattern[str], field: str) -> str:
    """Return an id of a path that has the right form."""
    if not shape.match(value):
        raise invalid(f"{field} does not have the form of an id.", field)
    return value
