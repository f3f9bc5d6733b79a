"""What is declared of a kind of step, once, for the engine, the builder and the documentation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflows_app.enums import StepState
from workflows_app.steps.results import Result
from zocdoc_sync.models import Appointment, Connection
from zocdoc_sync.operations.actor import Actor

Given = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Performing:
    """The circumstances of one performance of a step.

    `key` is the same at each try of the same effect, in at most 110 characters: what was begun under it is not begun
    again. `scope` is what its templates could read. `before` is the state of the step's row when a worker died in it.
    `rehearsing` reads for real and shows writes instead of sending them.
    """

    connection: Connection
    actor: Actor
    now: datetime
    key: str
    scope: Mapping[str, Any]
    appointment: Appointment | None = None
    rehearsing: bool = False
    before: StepState | None = None


@dataclass(frozen=True)
class Problem:
    """Something wrong in a step's configuration: the field (dotted), and one sentence for the builder."""

    field: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a step's form: any of them takes `{{ … }}`, so choices are offered and not enforced here.

    `widget` is text, long, number, choice, yes_no, list, weekdays, conditions, connection, target or json.
    """

    name: str
    label: str
    widget: str = "text"
    required: bool = False
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    default: Any = ""
    longest: int | None = None


def _no_problem(_config: Given) -> list[Problem]:
    return []


def _no_sample(_config: Given) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class StepKind:
    """One kind of step; `code` is stored.

    `run` takes the rendered configuration; `check` looks at the one as typed, and is called before saving. `sample`
    returns an output of the shape that later steps can expect. `raw` names the fields that are not rendered before it
    runs, such as conditions. `permission` is what the person who activates the workflow must hold, "" for none.
    `stays_here` says that it asks and tells nobody outside, and writes nothing itself.
    """

    code: str
    label: str
    group: str
    icon: str
    summary: str
    fields: tuple[Field, ...]
    run: Callable[[Given, Performing], Result]
    check: Callable[[Given], list[Problem]] = _no_problem
    sample: Callable[[Given], dict[str, Any]] = _no_sample
    raw: frozenset[str] = field(default_factory=frozenset)
    writes: bool = False
    stays_here: bool = False
    holds_steps: bool = False
    permission: str = ""
