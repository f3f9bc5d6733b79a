"""Filters: all or any of up to fifty conditions on fields, and why one did not let something through."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from workflows_app.values.fields import FIELDS, INSTANT, YES_NO, is_private
from workflows_app.values.operators import OPERATORS, WEEKDAYS
from workflows_app.values.problem import ValueProblem
from workflows_app.values.rendering import render

MOST_CONDITIONS = 50
DEEPEST = 2
SHOWN = 60
NOTHING = object()
# Stands in sentences for what a condition compares with while nobody has said it.
MISSING = "…"


@dataclass(frozen=True)
class Verdict:
    """Whether a filter lets something through, and the condition that stopped it in words without patient data."""

    matched: bool
    sentence: str = ""
    missing: tuple[str, ...] = ()


THROUGH = Verdict(matched=True)


def judge(filter_: Mapping[str, Any] | None, scope: Mapping[str, Any]) -> Verdict:
    """Judge a filter {"match": "all" | "any", "conditions": [...]}; groups may stand among the conditions.

    A field that is not there is empty. A condition that cannot be judged does not hold, and says why.
    """
    return Filter(filter_).judge(scope)


class Filter:
    """A filter that is read once and judged often."""

    def __init__(self, told: Mapping[str, Any] | None, *, depth: int = 0) -> None:
        conditions = (told or {}).get("conditions") or []
        self._fault = "The conditions are nested too deeply." if conditions and depth > DEEPEST else ""
        self._any = (told or {}).get("match") == "any"
        self._parts = [_part(one, depth) for one in conditions[:MOST_CONDITIONS]] if not self._fault else []

    def judge(self, scope: Mapping[str, Any]) -> Verdict:
        """Tell whether it lets something through; one without conditions lets everything through."""
        if self._fault:
            return Verdict(matched=False, sentence=self._fault)
        if not self._parts:
            return THROUGH
        verdicts = (part.judge(scope) for part in self._parts)
        return _any(verdicts) if self._any else next((one for one in verdicts if not one.matched), THROUGH)


class _Condition:
    """One condition, and its words, which are made when they are needed first."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = told
        self._path = str(told.get("field") or "")
        self._way = self._path.split(".")
        self._operator = OPERATORS.get(str(told.get("operator")))

    @cached_property
    def _words(self) -> str:
        return described(self._told)

    def judge(self, scope: Mapping[str, Any]) -> Verdict:
        found = _at(self._way, scope)
        try:
            return self._compared(found, scope)
        except ValueProblem as problem:
            return Verdict(matched=False, sentence=f"{self._words}: {problem.sentence}")
        except (TypeError, ValueError, ArithmeticError):
            return Verdict(matched=False, sentence=f"{self._words}: its value cannot be compared so.")

    def _compared(self, found: Any, scope: Mapping[str, Any]) -> Verdict:
        if self._operator is None:
            raise ValueProblem("there is no such way to compare.")
        value = None if found is NOTHING else found
        if self._operator.holds(value, render(self._told.get("value"), scope), _now(scope)):
            return THROUGH
        missing = (self._path,) if found is NOTHING else ()
        return Verdict(matched=False, sentence=f"{self._words}: {_found(self._path, value)}", missing=missing)


class _Unreadable:
    def judge(self, _scope: Mapping[str, Any]) -> Verdict:
        return Verdict(matched=False, sentence="A condition cannot be read.")


def _part(told: Any, depth: int) -> Filter | _Condition | _Unreadable:
    if not isinstance(told, Mapping):
        return _Unreadable()
    return Filter(told, depth=depth + 1) if "conditions" in told else _Condition(told)


def _any(verdicts: Iterable[Verdict]) -> Verdict:
    failed: list[Verdict] = []
    for one in verdicts:
        if one.matched:
            return THROUGH
        failed.append(one)
    missing = tuple(path for one in failed for path in one.missing)
    return Verdict(matched=False, sentence=" ".join(one.sentence for one in failed), missing=missing)


def value_at(path: str, scope: Mapping[str, Any]) -> Any:
    """Return the value at a dotted path, NOTHING where there is none; a number is a place in a list."""
    return _at(path.split("."), scope)


def _at(way: Sequence[str], scope: Mapping[str, Any]) -> Any:
    at: Any = scope
    for part in way:
        if isinstance(at, Mapping) and part in at:
            at = at[part]
        elif isinstance(at, list) and part.isdigit() and int(part) < len(at):
            at = at[int(part)]
        else:
            return NOTHING
    return at


def described(condition: Mapping[str, Any]) -> str:
    """Return a condition in words, with the value that it compares with; it was typed by the builder."""
    path, operator = str(condition.get("field") or ""), OPERATORS.get(str(condition.get("operator")))
    known = FIELDS.get(path)
    label = known.label if known else path
    if operator is None:
        return f"“{label}” {condition.get('operator')}"
    value = WORDS.get(operator.takes, _named)(condition.get("value"), path)
    says = operator.label.replace("…", value) if "…" in operator.label else f"{operator.label} {value}".rstrip()
    return f"“{label}” {says}"


def _named(value: Any, path: str) -> str:
    known = FIELDS.get(path)
    choices = dict(known.choices) if known else {}
    if value in (None, "", []):
        return MISSING
    many = value if isinstance(value, list) else [value]
    return ", ".join(choices.get(str(one), _short(one)) for one in many)


def _span(value: Any, _path: str) -> str:
    return f"{value.get('amount')} {value.get('unit')}" if isinstance(value, Mapping) else _short(value)


def _times(value: Any, _path: str) -> str:
    return f"{value.get('from')} and {value.get('to')}" if isinstance(value, Mapping) else _short(value)


def _weekdays(value: Any, _path: str) -> str:
    days = value if isinstance(value, list) else []
    return ", ".join(WEEKDAYS[int(day)] for day in days if str(day).isdigit() and int(day) < len(WEEKDAYS))


def _nothing(_value: Any, _path: str) -> str:
    return ""


WORDS = {"span": _span, "times": _times, "weekdays": _weekdays, "nothing": _nothing}


def _found(path: str, value: Any) -> str:
    asked = FIELDS.get(path)
    if value in (None, "") and asked is not None and asked.type == YES_NO:
        return "nothing tells whether it is."
    if value is None or value in ("", []):
        return "it is empty."
    if is_private(path):
        return "it is not so."
    if isinstance(value, bool) and asked is not None and asked.type == YES_NO:
        return "it is so." if value else "it is not so."
    shown = _named(value, path)
    if asked is not None and asked.type == INSTANT and isinstance(value, datetime):
        shown = f"{value:%Y-%m-%d %H:%M %Z}"
    return f"it is {shown}."


def _short(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _now(scope: Mapping[str, Any]) -> datetime:
    now: datetime = scope["now"]
    return now
