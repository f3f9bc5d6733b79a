"""The operators of conditions: what each compares, and how it reads in a sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from workflows_app.values.fields import DATE, INSTANT, LIST, NUMBER, TEXT, YES_NO
from workflows_app.values.moments import Moment, moment
from workflows_app.values.problem import ValueProblem

UNITS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1)}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Compare = Callable[[Any, Any, datetime], bool]


@dataclass(frozen=True)
class Operator:
    """One way to compare; `takes` is nothing, one, many, number, times, weekdays or span."""

    code: str
    label: str
    types: frozenset[str]
    takes: str
    holds: Compare


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value if value is not None else "").strip().casefold()


def _is_empty(value: Any, _other: Any, _now: datetime) -> bool:
    return value is None or value in ("", [], {})


def _equals(value: Any, other: Any, _now: datetime) -> bool:
    if isinstance(value, datetime):
        return bool(value == moment(other))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value == number(other)
    return _plain(value) == _plain(other)


def _one_of(value: Any, others: Any, _now: datetime) -> bool:
    wanted = {_plain(one) for one in _many(others)}
    return bool({_plain(one) for one in value} & wanted) if isinstance(value, list) else _plain(value) in wanted


def _contains(value: Any, other: Any, _now: datetime) -> bool:
    if isinstance(value, list):
        return _plain(other) in {_plain(one) for one in value}
    return _plain(other) in _plain(value)


def _starts_with(value: Any, other: Any, _now: datetime) -> bool:
    return _plain(value).startswith(_plain(other))


def _within(value: Any, span: Any, now: datetime) -> bool:
    """Tell whether an instant comes within a span from now; one that has passed does not."""
    return value is not None and timedelta(0) <= since(now, value) < length(span)


def _beyond(value: Any, span: Any, now: datetime) -> bool:
    return value is not None and since(now, value) > length(span)


def _longer_ago(value: Any, span: Any, now: datetime) -> bool:
    return value is not None and -since(now, value) > length(span)


def _before(value: Any, other: Any, _now: datetime) -> bool:
    return value is not None and _point(value) < _point(other)


def _after(value: Any, other: Any, _now: datetime) -> bool:
    return value is not None and _point(value) > _point(other)


def _between_times(value: Any, times: Any, _now: datetime) -> bool:
    if value is None:
        return False
    try:
        first, last = (time.fromisoformat(str(times[name])) for name in ("from", "to"))
    except (KeyError, TypeError, ValueError):
        raise ValueProblem("Two times of day are needed, such as 08:00 and 12:00.") from None
    at = moment(value).time()
    return first <= at < last if first <= last else at >= first or at < last


def _on_weekdays(value: Any, weekdays: Any, _now: datetime) -> bool:
    if value is None:
        return False
    day = value if isinstance(value, datetime) else date.fromisoformat(str(value)[:10])
    return day.weekday() in {int(one) for one in _many(weekdays)}


def _less(value: Any, other: Any, _now: datetime) -> bool:
    return value is not None and number(value) < number(other)


def _more(value: Any, other: Any, _now: datetime) -> bool:
    return value is not None and number(value) > number(other)


def _yes(value: Any, _other: Any, _now: datetime) -> bool:
    return _plain(value) in ("yes", "true", "1")


def _not(compare: Compare) -> Compare:
    return lambda value, other, now: not compare(value, other, now)


def since(now: datetime, value: Any) -> timedelta:
    """Return how far an instant is ahead of now, negative when it has passed; raise ValueProblem."""
    return moment(value) - Moment.of(now)


def number(value: Any) -> float:
    """Return a number; raise ValueProblem for anything else."""
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ValueProblem("A number is needed.") from None


def length(span: Any) -> timedelta:
    """Return a span of {"amount": 2, "unit": "hours"}; raise ValueProblem for anything else."""
    try:
        return UNITS[span["unit"]] * float(span["amount"])
    except (KeyError, TypeError, ValueError, OverflowError):
        raise ValueProblem("A span is a number of minutes, hours or days.") from None


def _many(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",")]
    return list(value) if isinstance(value, list | tuple) else [value]


def _point(value: Any) -> Any:
    """Return an instant, or a day for text without a time: days and instants compare by the day."""
    text = str(value)
    return text[:10] if len(text) == len("2026-01-31") else moment(value)


ANY = frozenset({TEXT, NUMBER, YES_NO, INSTANT, DATE, LIST})
WORDS, TIMED, COUNTED = frozenset({TEXT}), frozenset({INSTANT, DATE}), frozenset({NUMBER})
OPERATORS: dict[str, Operator] = {
    one.code: one
    for one in (
        Operator("equals", "is", frozenset({TEXT, NUMBER, DATE}), "one", _equals),
        Operator("not_equals", "is not", frozenset({TEXT, NUMBER, DATE}), "one", _not(_equals)),
        Operator("one_of", "is one of", frozenset({TEXT, LIST}), "many", _one_of),
        Operator("not_one_of", "is none of", frozenset({TEXT, LIST}), "many", _not(_one_of)),
        Operator("contains", "contains", frozenset({TEXT, LIST}), "one", _contains),
        Operator("not_contains", "does not contain", frozenset({TEXT, LIST}), "one", _not(_contains)),
        Operator("starts_with", "starts with", WORDS, "one", _starts_with),
        Operator("less", "is less than", COUNTED, "number", _less),
        Operator("more", "is more than", COUNTED, "number", _more),
        Operator("yes", "is so", frozenset({YES_NO}), "nothing", _yes),
        Operator("no", "is not so", frozenset({YES_NO}), "nothing", _not(_yes)),
        Operator("before", "is before", TIMED, "one", _before),
        Operator("after", "is after", TIMED, "one", _after),
        Operator("within", "is less than … from now", frozenset({INSTANT}), "span", _within),
        Operator("beyond", "is more than … from now", frozenset({INSTANT}), "span", _beyond),
        Operator("longer_ago", "is more than … ago", frozenset({INSTANT}), "span", _longer_ago),
        Operator("between_times", "is at a time of day between", frozenset({INSTANT}), "times", _between_times),
        Operator("weekdays", "is on one of the weekdays", TIMED, "weekdays", _on_weekdays),
        Operator("empty", "is empty", ANY, "nothing", _is_empty),
        Operator("not_empty", "is not empty", ANY, "nothing", _not(_is_empty)),
    )
}
