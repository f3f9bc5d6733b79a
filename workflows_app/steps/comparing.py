"""What is wrong with conditions before they are judged: how many, on which fields, and what they compare with."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, time
from typing import Any

from workflows_app.steps.mentioning import Place
from workflows_app.steps.spec import Problem
from workflows_app.steps.texts import faults_of
from workflows_app.steps.weekdays import WORDS, weekdays
from workflows_app.values.conditions import MOST_CONDITIONS, described
from workflows_app.values.language import has_template
from workflows_app.values.moments import moment
from workflows_app.values.operators import OPERATORS, Operator, length, number
from workflows_app.values.problem import ValueProblem
from workflows_app.values.references import fields_in

DEEPEST = 2
TIME = "a time of day is written like 08:00."
DAY = "a day is written like 2026-11-30, an instant like 2026-11-30T14:30:00-05:00."


def problems_of_filter(filter_: Any, place: Place) -> Iterable[Problem]:
    """Yield what is wrong with a filter; an empty one is right."""
    conditions = list(_conditions(filter_))
    if len(conditions) > MOST_CONDITIONS:
        yield Problem("", f"There may be {MOST_CONDITIONS} conditions, there are {len(conditions)}.")
    if _depth(filter_) > DEEPEST:
        yield Problem("", "Groups of conditions may stand inside of each other twice at most.")
    for one in conditions:
        yield from _of_condition(one, place)


def _conditions(filter_: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    for one in _members(filter_):
        if "conditions" in one and depth <= DEEPEST:
            yield from _conditions(one, depth + 1)
        elif "conditions" not in one:
            yield one


def _depth(filter_: Any, depth: int = 0) -> int:
    groups = [one for one in _members(filter_) if "conditions" in one]
    return max((_depth(one, depth + 1) for one in groups), default=depth) if depth <= DEEPEST else depth


def _members(filter_: Any) -> list[Mapping[str, Any]]:
    found = filter_.get("conditions") if isinstance(filter_, Mapping) else None
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _of_condition(condition: Mapping[str, Any], place: Place) -> Iterable[Problem]:
    path, operator = str(condition.get("field") or ""), OPERATORS.get(str(condition.get("operator")))
    value = condition.get("value")
    if not path:
        yield Problem("field", "Choose the field that a condition compares.")
    if operator is None:
        yield Problem("operator", "Choose how a condition compares.")
    elif operator.takes != "nothing" and value in (None, "", []):
        yield Problem("value", f"{described(condition)}: say what it compares with.")
    elif not has_template(str(value)):
        yield from (Problem("value", f"{described(condition)}: {told}") for told in _faults(operator, value))
    yield from (Problem("value", told) for told in faults_of(value))
    yield from (Problem("field", told) for told in place.faults(fields_in({**condition, "conditions": []})))


def _faults(operator: Operator, value: Any) -> Iterable[str]:
    try:
        LITERALS.get(operator.takes, _anything)(value)
        if operator.code in ("before", "after"):
            _point(value)
    except ValueProblem as problem:
        yield problem.sentence[:1].lower() + problem.sentence[1:]


def _anything(_value: Any) -> None:
    return


def _times(value: Any) -> None:
    for name in ("from", "to"):
        try:
            time.fromisoformat(str(value.get(name) if isinstance(value, Mapping) else value))
        except ValueError:
            raise ValueProblem(TIME) from None


def _weekdays(value: Any) -> None:
    if not weekdays(value):
        raise ValueProblem(WORDS)


def _point(value: Any) -> None:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        try:
            moment(value)
        except ValueProblem:
            raise ValueProblem(DAY) from None


LITERALS: Mapping[str, Callable[[Any], object]] = {
    "number": number,
    "span": length,
    "times": _times,
    "weekdays": _weekdays,
}
