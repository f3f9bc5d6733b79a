"""The filters of templates: each of them bounded, each of them about text, numbers, lists or time."""

import json
import operator
from collections.abc import Callable, Mapping
from datetime import UTC, timedelta
from typing import Any

from liquid.exceptions import FilterArgumentError
from liquid.undefined import Undefined

from workflows_app.values.limits import A_WALK, LARGEST_NUMBER, TooMuch, spend, text_of
from workflows_app.values.moments import Moment, moment, plain, zone_named

NUMBERS = {"plus": operator.add, "minus": operator.sub, "times": operator.mul}


def default(value: Any, other: Any = "") -> Any:
    """Return the other value where this one is missing, null or empty text."""
    return other if issubclass(type(value), Undefined) or value is None or value == "" else value


def replace(value: Any, old: Any, new: Any = "") -> str:
    text, old, new = text_of(value), text_of(old), text_of(new)
    if old:
        spend(len(text) + text.count(old) * len(new))
    return text.replace(old, new) if old else text


def split(value: Any, by: Any = ",") -> list[str]:
    return [part.strip() for part in text_of(value).split(text_of(by) or ",")]


def join(value: Any, by: Any = ", ") -> str:
    parts, between = [text_of(part) for part in _items(value)], text_of(by)
    spend(sum(map(len, parts)) + len(parts) * len(between))
    return between.join(parts)


def shorten(value: Any, length: Any = 100) -> str:
    """Return at most so many characters, the last one an ellipsis when something was cut."""
    text, most = text_of(value), max(1, _whole(length))
    return text if len(text) <= most else f"{text[: most - 1]}…"


def append(value: Any, more: Any) -> str:
    return _glued(text_of(value), text_of(more))


def prepend(value: Any, more: Any) -> str:
    return _glued(text_of(more), text_of(value))


def digits(value: Any) -> str:
    return "".join(one for one in text_of(value) if one.isdigit())


def first(value: Any) -> Any:
    return next(iter(_items(value)), None)


def last(value: Any) -> Any:
    items = _items(value)
    return items[-1] if items else None


def size(value: Any) -> int:
    return len(value) if isinstance(value, str | list | tuple | Mapping) else 0


def divided_by(value: Any, other: Any) -> float | int:
    by = _number(other)
    if not by:
        raise FilterArgumentError("It is divided by nothing.", token=None)
    return _number(value) / by


def rounded(value: Any, places: Any = 0) -> float | int:
    return round(_number(value), _whole(places)) if _whole(places) else round(_number(value))


def date(value: Any, pattern: Any = "%Y-%m-%d %H:%M", zone: Any = "") -> str:
    """Return a time by a pattern such as %d %b %Y, in its own zone or in the one that is named."""
    when, text = moment(value), text_of(pattern)[:100]
    return (when.astimezone(zone_named(zone)) if zone else when).strftime(text)


def in_zone(value: Any, zone: Any) -> Moment:
    return Moment.of(moment(value).astimezone(zone_named(zone)))


def later(unit: timedelta) -> Callable[[Any, Any], Moment]:
    """Return a filter that adds so many of a unit; days keep the wall time of the zone, hours are real hours."""
    keeps_wall_time = unit >= timedelta(days=1)

    def added(value: Any, number: Any) -> Moment:
        when = moment(value)
        try:
            if keeps_wall_time:
                return Moment.of(when + unit * _number(number))
            return Moment.of((when.astimezone(UTC) + unit * _number(number)).astimezone(when.tzinfo))
        except (OverflowError, ValueError):
            raise TooMuch("That is too far away.") from None

    return added


def as_json(value: Any) -> str:
    text = json.dumps(plain(value), ensure_ascii=False)
    spend(len(text), times=A_WALK)
    return text


def _calculated(calculate: Callable[[Any, Any], Any]) -> Callable[[Any, Any], float | int]:
    def number(value: Any, other: Any) -> float | int:
        found: float | int = calculate(_number(value), _number(other))
        if abs(found) > LARGEST_NUMBER:
            raise TooMuch("A number grows too large.")
        return found

    return number


def _number(value: Any) -> float | int:
    if isinstance(value, bool) or value is None:
        raise FilterArgumentError("It is not a number.", token=None)
    try:
        found = value if isinstance(value, int | float) else float(text_of(value).strip())
    except ValueError:
        raise FilterArgumentError("It is not a number.", token=None) from None
    if not abs(found) <= LARGEST_NUMBER:
        raise TooMuch("A number is too large.")
    return int(found) if float(found).is_integer() else found


def _whole(value: Any) -> int:
    return int(_number(value))


def _items(value: Any) -> list[Any]:
    if isinstance(value, list | tuple | range):
        spend(len(value))
        return list(value)
    return [] if value is None or value == "" else [value]


def _glued(left: str, right: str) -> str:
    spend(len(left) + len(right))
    return left + right


FILTERS: dict[str, Callable[..., Any]] = {
    "default": default,
    "upper": lambda value: text_of(value).upper(),
    "lower": lambda value: text_of(value).lower(),
    "capitalize": lambda value: text_of(value).capitalize(),
    "trim": lambda value: text_of(value).strip(),
    "replace": replace,
    "split": split,
    "join": join,
    "shorten": shorten,
    "append": append,
    "prepend": prepend,
    "digits": digits,
    "first": first,
    "last": last,
    "size": size,
    **{name: _calculated(calculate) for name, calculate in NUMBERS.items()},
    "divided_by": divided_by,
    "round": rounded,
    "date": date,
    "in_zone": in_zone,
    "add_minutes": later(timedelta(minutes=1)),
    "add_hours": later(timedelta(hours=1)),
    "add_days": later(timedelta(days=1)),
    "add_weeks": later(timedelta(days=7)),
    "json": as_json,
}
