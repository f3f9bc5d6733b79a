"""Steps that decide: go on only if, end here, and once for each."""

from typing import Any

from workflows_app.steps.results import Done, Each, Failed, Result, Stop
from workflows_app.steps.spec import Field, Given, Performing, Problem, StepKind
from workflows_app.values.conditions import judge

MOST_ITEMS = 500


def _only_if(given: Given, performing: Performing) -> Result:
    verdict = judge(given.get("conditions"), performing.scope)
    return Done(sentence="The conditions hold.") if verdict.matched else Stop(verdict.sentence, filtered=True)


def _stop(given: Given, _performing: Performing) -> Result:
    return Stop(str(given.get("why") or "It ends here."))


def _for_each(given: Given, _performing: Performing) -> Result:
    items = given.get("items")
    if not isinstance(items, list | tuple):
        return Failed("not_a_list", "What it goes through is not a list.")
    most = _limit(given.get("limit"))
    if len(items) > most:
        return Failed("too_many", f"The list has {len(items)} entries, and the limit is {most}.")
    return Each(list(items), f"{len(items)} entries.")


def _limit(value: Any) -> int:
    text = str(value or "").strip()
    return min(int(text), MOST_ITEMS) if text.isdigit() else 100


def _check_conditions(config: Given) -> list[Problem]:
    conditions = (config.get("conditions") or {}).get("conditions") or []
    return [] if conditions else [Problem("conditions", "Add at least one condition.")]


def _check_items(config: Given) -> list[Problem]:
    return [] if config.get("items") else [Problem("items", "Choose the list that it goes through.")]


KINDS = (
    StepKind(
        code="only_if",
        label="Only if",
        group="Decide",
        icon="filter_alt",
        summary="Goes on only if conditions hold; ends the run otherwise.",
        fields=(Field(name="conditions", label="Conditions", widget="conditions", required=True),),
        run=_only_if,
        stays_here=True,
        check=_check_conditions,
        raw=frozenset({"conditions"}),
    ),
    StepKind(
        code="stop",
        label="Stop",
        group="Decide",
        icon="stop_circle",
        summary="Ends the run here.",
        fields=(Field(name="why", label="Why"),),
        run=_stop,
        stays_here=True,
    ),
    StepKind(
        code="for_each",
        label="For each",
        group="Decide",
        icon="repeat",
        summary="Performs the steps inside once for each entry of a list, as {{ item }}.",
        fields=(
            Field(name="items", label="List", required=True),
            Field(name="limit", label="At most", widget="number", default="100", help=f"Up to {MOST_ITEMS}."),
        ),
        run=_for_each,
        stays_here=True,
        check=_check_items,
        holds_steps=True,
    ),
)
