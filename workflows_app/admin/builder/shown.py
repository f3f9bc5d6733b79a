"""A definition as the builder's page shows it: cards of steps with their fields and what is wrong with them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workflows_app.admin.builder.conditions import ConditionList
from workflows_app.admin.builder.conditions import shown as shown_conditions
from workflows_app.admin.builder.offers import Choices, Offers, earlier, step_choices
from workflows_app.admin.builder.posted import WEEKDAYS, as_lines, as_text
from workflows_app.admin.builder.reading import Path
from workflows_app.exchange.definition import Definition, StepLine
from workflows_app.steps.kinds import KINDS
from workflows_app.steps.spec import Field, Problem, StepKind
from workflows_app.steps.weekdays import weekdays
from workflows_app.values.problem import ValueProblem
from zocdoc_sync.models import Connection

OPEN_UP_TO = 4
YES_NO: Choices = (("yes", "Yes"), ("no", "No"))
CHOOSING = frozenset({"choice", "yes_no", "connection", "target"})
Problems = Mapping[str, Sequence[Problem]]


@dataclass(frozen=True, kw_only=True)
class FieldShown:
    """One field of a step; `mapped` is the value when a mapping stands where a choice could."""

    name: str
    field: Field
    widget: str
    value: Any
    mapped: str = ""
    choices: Sequence[tuple[str, str, bool]] = ()
    problems: Sequence[str] = ()
    conditions: ConditionList | None = None

    @property
    def is_long(self) -> bool:
        """Tell whether it is a text of several lines."""
        return self.widget in ("long", "list", "json")


@dataclass(frozen=True, kw_only=True)
class Card:
    """One step with everything that its part of the form needs."""

    id: str
    number: str
    step: StepLine
    kind: StepKind | None
    title: str
    fields: Sequence[FieldShown]
    more: Sequence[FieldShown]
    kept: str
    problems: Sequence[str]
    has_problems: bool
    is_first: bool
    is_last: bool
    is_open: bool
    connections: Sequence[tuple[str, str, bool]]
    inside: str = ""
    order: int = 0
    inner: Sequence["Card"] = field(default_factory=tuple)


class Cards:
    """Makes the cards of a definition for one connection, for one person's choice of connections."""

    def __init__(
        self,
        definition: Definition,
        offers: Offers,
        connections: Sequence[Connection],
        problems: Problems,
        opened: frozenset[Path] | None,
    ) -> None:
        self.definition, self.offers, self.connections = definition, offers, connections
        self.problems, self.opened = problems, opened
        self.order = {one.key: number for number, one in enumerate(definition.every_step(), start=1)}

    def all(self) -> list[Card]:
        """Return the cards in order."""
        return self._row(self.definition.steps, ())

    def _row(self, steps: Sequence[StepLine], above: Path) -> list[Card]:
        return [self._card(step, (*above, number), len(steps)) for number, step in enumerate(steps)]

    def _card(self, step: StepLine, path: Path, many: int) -> Card:
        kind = KINDS.get(step.kind)
        offers = self.offers.with_steps(earlier(self.definition, path))
        fields = [self._field(one, step, path, offers) for one in kind.fields] if kind else []
        known = {one.field.name for one in fields}
        found = self.problems.get(step.key, ())
        return Card(
            id=card_id(path),
            number=".".join(str(place + 1) for place in path),
            step=step,
            kind=kind,
            title=step.label or (kind.label if kind else step.kind),
            fields=[one for one in fields if is_first_sight(one)],
            more=[one for one in fields if not is_first_sight(one)],
            kept=json.dumps({name: value for name, value in step.config.items() if name not in known}),
            problems=[one.sentence for one in found if one.field.split(".")[0] not in known and one.field not in known],
            has_problems=bool(found),
            is_first=path[-1] == 0,
            is_last=path[-1] == many - 1,
            is_open=self._is_open(path, found),
            connections=self._connections(step),
            inside=card_id(path[:1]) if len(path) > 1 else "",
            order=self.order[step.key],
            inner=self._row(step.inner, path),
        )

    def _is_open(self, path: Path, found: Sequence[Problem]) -> bool:
        if self.opened is None:
            return bool(found) or len(self.order) <= OPEN_UP_TO
        return path in self.opened

    def _connections(self, step: StepLine) -> list[tuple[str, str, bool]]:
        names = [one.name for one in self.connections]
        strange = [step.through] if step.through and step.through not in names else []
        return [(name, name, name == step.through) for name in [*names, *strange]]

    def _field(self, spec: Field, step: StepLine, path: Path, offers: Offers) -> FieldShown:
        name = f"{card_id(path)}.f.{spec.name}"
        value = step.config.get(spec.name)
        found = [one.sentence for one in self.problems.get(step.key, ()) if belongs(one, spec, step)]
        if spec.widget == "conditions":
            structure = value if isinstance(value, Mapping) else {}
            rows = shown_conditions(structure, name, offers)
            return FieldShown(name=name, field=spec, widget="conditions", value="", conditions=rows, problems=found)
        if spec.widget == "weekdays":
            return self._days(spec, name, value, found)
        if spec.widget not in CHOOSING:
            shown = as_lines(value) if spec.widget == "list" else as_text(value)
            return FieldShown(name=name, field=spec, widget=spec.widget, value=shown, problems=found)
        offered = YES_NO if spec.widget == "yes_no" else spec.choices
        offered = offered or step_choices(spec.widget, self._acts_through(step), self.connections)
        return self._choosing(spec, name, as_text(value), offered, found)

    def _days(self, spec: Field, name: str, value: Any, found: Sequence[str]) -> FieldShown:
        """Return seven ticks; what is no list of weekdays stays beside them as it was written."""
        try:
            days, mapped = weekdays(value), ""
        except ValueProblem:
            days, mapped = frozenset(), as_lines(value)
        choices = [(str(day), title, day in days) for day, title in enumerate(WEEKDAYS)]
        return FieldShown(
            name=name, field=spec, widget=spec.widget, value=value, mapped=mapped, choices=choices, problems=found
        )

    def _acts_through(self, step: StepLine) -> Connection:
        """Return the connection whose rows a step names: the one that it acts through."""
        return next((one for one in self.connections if one.name == step.through), self.offers.connection)

    def _choosing(self, spec: Field, name: str, text: str, offered: Choices, found: Sequence[str]) -> FieldShown:
        mapped = text if "{{" in text else ""
        strange = [(text, text)] if text and not mapped and text not in dict(offered) else []
        choices = [(str(key), str(label), str(key) == text) for key, label in [*offered, *strange]]
        return FieldShown(
            name=name, field=spec, widget="choose", value=text, mapped=mapped, choices=choices, problems=found
        )


def card_id(path: Path) -> str:
    """Return the name of a step in the form, by its place."""
    return "s" + "-".join(str(place) for place in path)


def belongs(problem: Problem, spec: Field, step: StepLine) -> bool:
    """Tell whether a problem is one of a field: it names the field, or something inside it."""
    names = {one.name for one in KINDS[step.kind].fields}
    return problem.field == spec.name or (problem.field not in names and problem.field.split(".")[0] == spec.name)


def is_first_sight(one: FieldShown) -> bool:
    """Tell whether a field is shown at once: it is needed, has a value, or something is wrong with it."""
    filled = one.conditions is not None or one.value not in ("", None, [])
    return one.field.required or filled or bool(one.problems)


# What workflows mostly do comes first, what they rarely do last; other groups stand between, as the table has them.
FIRST = ("Appointments", "Decide", "Waiting", "On the appointment", "Messages")
LAST = ("Directory", "Account")


def grouped_kinds(*, inside: bool) -> list[tuple[str, list[StepKind]]]:
    """Return the kinds of steps by group; only those that can be inside another step if asked."""
    found: dict[str, list[StepKind]] = {}
    for kind in KINDS.values():
        if not (inside and kind.holds_steps):
            found.setdefault(kind.group, []).append(kind)
    return sorted(found.items(), key=lambda group: _rank(group[0]))


def _rank(group: str) -> int:
    return FIRST.index(group) - len(FIRST) if group in FIRST else LAST.index(group) + 1 if group in LAST else 0
