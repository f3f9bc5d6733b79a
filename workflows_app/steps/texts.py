"""Texts with values, as typed: which of them cannot be read, wherever they stand in a field."""

from collections.abc import Iterator, Mapping
from typing import Any

from workflows_app.values.language import has_template, template
from workflows_app.values.limits import DEEPEST
from workflows_app.values.problem import ValueProblem


def faults_of(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield a sentence for each text that cannot be read, lists and objects included."""
    if depth > DEEPEST:
        yield "It is nested too deeply."
    elif isinstance(value, str) and has_template(value):
        yield from _fault(value)
    elif isinstance(value, Mapping | list | tuple):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from faults_of(one, depth + 1)


def _fault(text: str) -> Iterator[str]:
    try:
        template(text)
    except ValueProblem as problem:
        yield problem.sentence
