"""Conditions in a form: rows of field, operator and value, and groups of such rows, nested once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workflows_app.admin.builder.offers import Offer, Offers
from workflows_app.admin.builder.posted import UNITS, WEEKDAYS, Post, as_lines, as_text, lines, number
from workflows_app.values.fields import DATE, INSTANT, TEXT
from workflows_app.values.operators import OPERATORS, Operator

MATCHES = (("all", "All of these hold"), ("any", "At least one holds"))
OTHER = "?"
NEW: Mapping[str, Any] = {"field": "trigger.appointment.status", "operator": "equals", "value": ""}


@dataclass(frozen=True)
class Pressed:
    """What was pressed: a verb and the id of what it concerns."""

    verb: str = ""
    target: str = ""
    extra: str = ""

    @classmethod
    def of(cls, post: Post) -> "Pressed":
        """Return the pressed button of a posted form."""
        verb, target, extra, *_ = [*str(post.get("do", "")).split("|", 2), "", ""]
        return cls(verb, target, extra)


@dataclass(frozen=True, kw_only=True)
class ConditionRow:
    """One condition as the form shows it."""

    id: str
    field: str
    is_other: bool
    operator: str
    operators: Sequence[Operator]
    takes: str
    choices: Sequence[tuple[str, str, bool]]
    value: Any
    type: str = TEXT

    @property
    def widget(self) -> str:
        """Return how the value is asked for."""
        asks_choice = self.takes in ("one", "many") and self.choices
        if self.takes == "one" and self.type == DATE and "{{" not in self.value:
            return "day"
        return f"choose_{self.takes}" if asks_choice else self.takes

    @property
    def example(self) -> str:
        """Return what a value may look like where that is not plain."""
        return "2026-11-30" if self.type == INSTANT else ""

    @property
    def takes_values(self) -> bool:
        """Tell whether a value from before can stand in for the choice: a filter has only the trigger before it."""
        return self.widget.startswith(("choose", "day")) and not self.id.startswith("filter")


@dataclass(frozen=True, kw_only=True)
class ConditionList:
    """Rows that all, or any, must hold, and groups of such rows."""

    id: str
    match: str
    rows: Sequence[ConditionRow]
    offers: Offers
    groups: Sequence["ConditionList"] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is asked."""
        return not self.rows and not self.groups


def read(post: Post, prefix: str, pressed: Pressed) -> dict[str, Any]:
    """Return the conditions of a form under a prefix, with what was pressed done to them; {} when there are none."""
    whole = _read_list(post, prefix, pressed)
    for group in post.getlist(f"{prefix}.groups"):
        if pressed != Pressed("drop-group", group):
            whole["conditions"].append(_read_list(post, group, pressed))
    if pressed == Pressed("add-group", prefix):
        whole["conditions"].append({"match": "any", "conditions": [dict(NEW)]})
    return whole if whole["conditions"] else {}


def _read_list(post: Post, prefix: str, pressed: Pressed) -> dict[str, Any]:
    rows = [_read_row(post, row) for row in post.getlist(f"{prefix}.rows") if pressed != Pressed("drop-condition", row)]
    if pressed == Pressed("add-condition", prefix):
        rows.append(dict(NEW))
    match = post.get(f"{prefix}.match", "all")
    return {"match": match if match in dict(MATCHES) else "all", "conditions": rows}


def _read_row(post: Post, row: str) -> dict[str, Any]:
    chosen, other = str(post.get(f"{row}.field", "")), str(post.get(f"{row}.path", "")).strip()
    operator = OPERATORS.get(str(post.get(f"{row}.operator", "")))
    said: dict[str, Any] = {
        "field": other if chosen == OTHER else chosen,
        "operator": operator.code if operator else "",
    }
    if operator is not None and operator.takes != "nothing":
        said["value"] = str(post.get(f"{row}.map", "")).strip() or VALUES[operator.takes](post, row)
    return said


def _one(post: Post, row: str) -> Any:
    return str(post.get(f"{row}.value", "")).strip()


def _many(post: Post, row: str) -> Any:
    return lines(post.getlist(f"{row}.value"))


VALUES: Mapping[str, Any] = {
    "one": _one,
    "many": _many,
    "number": lambda post, row: number(_one(post, row)),
    "times": lambda post, row: {"from": post.get(f"{row}.from", ""), "to": post.get(f"{row}.to", "")},
    "weekdays": lambda post, row: [int(day) for day in post.getlist(f"{row}.day") if day in "0123456"],
    "span": lambda post, row: {
        "amount": number(post.get(f"{row}.amount", "")),
        "unit": post.get(f"{row}.unit", "hours"),
    },
}


def shown(structure: Mapping[str, Any], prefix: str, offers: Offers) -> ConditionList:
    """Return conditions as the form shows them."""
    whole = structure.get("conditions", [])
    nested = [one for one in whole if isinstance(one, Mapping) and "conditions" in one]
    groups = [_list(one, f"{prefix}-g{number}", offers) for number, one in enumerate(nested)]
    return replace(_list(structure, prefix, offers), groups=groups)


def _list(structure: Mapping[str, Any], prefix: str, offers: Offers) -> ConditionList:
    plain = [one for one in structure.get("conditions", []) if isinstance(one, Mapping) and "conditions" not in one]
    rows = [_row(one, f"{prefix}-c{number}", offers) for number, one in enumerate(plain)]
    return ConditionList(id=prefix, match=structure.get("match", "all"), rows=rows, offers=offers)


def _row(said: Mapping[str, Any], row_id: str, offers: Offers) -> ConditionRow:
    path = str(said.get("field", ""))
    offer = offers.field(path)
    fitting = [one for one in OPERATORS.values() if offer is None or offer.type in one.types]
    operator = OPERATORS.get(str(said.get("operator", "")))
    if operator not in fitting and not said.get("value"):
        # Left over from another field, and nothing was compared yet.
        operator = None
    # An operator that does not go with the field is shown all the same, so that nothing changes unseen.
    listed = fitting if operator is None or operator in fitting else [*fitting, operator]
    chosen = operator or listed[0]
    return ConditionRow(
        id=row_id,
        field=path,
        is_other=offer is None,
        operator=chosen.code,
        operators=listed,
        takes=chosen.takes,
        choices=_choices(offer, said.get("value"), chosen.takes),
        value=_shown_value(said.get("value"), chosen.takes),
        type=offer.type if offer else TEXT,
    )


def _choices(offer: Offer | None, value: Any, takes: str) -> list[tuple[str, str, bool]]:
    if offer is None or not offer.choices or takes not in ("one", "many"):
        return []
    if isinstance(value, str) and "{{" in value:
        return []
    picked = {str(one) for one in value} if isinstance(value, list) else {str(value)} if value else set()
    strange = sorted(picked - {key for key, _ in offer.choices})
    return [(key, label, key in picked) for key, label in (*offer.choices, *((one, one) for one in strange))]


def _shown_value(value: Any, takes: str) -> Any:
    if takes == "weekdays":
        days = value if isinstance(value, list) else []
        return [(number, name, number in days) for number, name in enumerate(WEEKDAYS)]
    if takes in ("times", "span"):
        given = value if isinstance(value, Mapping) else {}
        return {**given, "units": UNITS}
    return as_lines(value) if takes == "many" else as_text(value)
