"""Weekdays as steps take them: numbers from 0, Monday, as a list or as a text with commas."""

from typing import Any

from workflows_app.steps.spec import Field, Given, Problem
from workflows_app.values.language import has_template
from workflows_app.values.problem import ValueProblem

WORDS = "A weekday is a number from 0 (Monday) to 6 (Sunday)."


def field(default: list[str] | str, *, none_ticked: str) -> Field:
    """Return the field of the weekdays of a step; `none_ticked` says what no day at all stands for."""
    return Field(
        name="weekdays", label="Weekdays", widget="weekdays", default=default, help=f"None ticked: {none_ticked}."
    )


def weekdays(value: Any) -> frozenset[int]:
    """Return the weekdays of a value, none when it is empty; raise ValueProblem."""
    many = value if isinstance(value, list | tuple) else str(value if value is not None else "").split(",")
    days = [str(one).strip() for one in many if str(one).strip()]
    if not all(len(one) == 1 and one in "0123456" for one in days):
        raise ValueProblem(WORDS)
    return frozenset(map(int, days))


def check_weekdays(config: Given) -> list[Problem]:
    """Return what is wrong with the weekdays as typed."""
    value = config.get("weekdays")
    if has_template(str(value)):
        return []
    try:
        weekdays(value)
    except ValueProblem as problem:
        return [Problem("weekdays", problem.sentence)]
    return []
