"""What a workflow says, apart from rows: the builder edits it, a file holds it, two of them are compared."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from workflows_app.enums import TriggerKind
from workflows_app.models import Step, Workflow, WorkflowVersion


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """One step, with those inside it; `through` is a connection's name, "" for the workflow's own."""

    key: str
    kind: str
    label: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    through: str = ""
    is_enabled: bool = True
    goes_on: bool = False
    inner: tuple["StepLine", ...] = ()

    def walk(self) -> Iterator["StepLine"]:
        """Yield this step and those inside it, in order."""
        yield self
        for one in self.inner:
            yield from one.walk()


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A whole workflow: its settings, what starts it, what stops it, and its steps."""

    name: str
    description: str = ""
    at_once: int = 5
    sees_own_writes: bool = False
    trigger: str = TriggerKind.CREATED.value
    trigger_options: dict[str, Any] = field(default_factory=dict)
    filter: dict[str, Any] = field(default_factory=dict)
    steps: tuple[StepLine, ...] = ()

    def every_step(self) -> list[StepLine]:
        """Return all steps, those inside others too, in order."""
        return [one for step in self.steps for one in step.walk()]

    def data(self) -> dict[str, Any]:
        """Return it as JSON-able data."""
        whole: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return whole

    def fingerprint(self) -> str:
        """Return a short word that differs when anything in it differs."""
        text = json.dumps(self.data(), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()[:24]


def definition_of(workflow: Workflow, version: WorkflowVersion | None = None) -> Definition:
    """Return what a version says, that which is edited now unless one is named."""
    chosen = version or workflow.draft or workflow.active
    settings: dict[str, Any] = {
        "name": workflow.name,
        "description": workflow.description,
        "at_once": workflow.at_once,
        "sees_own_writes": workflow.sees_own_writes,
    }
    if chosen is None:
        return Definition(**settings)
    rows = list(Step.objects.filter(version=chosen).select_related("through"))
    return Definition(
        **settings,
        trigger=chosen.trigger,
        trigger_options=chosen.trigger_options,
        filter=chosen.filter,
        steps=_lines(None, rows),
    )


def unique_keys(steps: Iterable[StepLine]) -> tuple[StepLine, ...]:
    """Return the steps with a number behind each key that an earlier step has."""
    return _renamed(steps, set())


def _renamed(steps: Iterable[StepLine], taken: set[str]) -> tuple[StepLine, ...]:
    kept = []
    for one in steps:
        key = free_key(one.key, taken)
        taken.add(key)
        kept.append(replace(one, key=key, inner=_renamed(one.inner, taken)))
    return tuple(kept)


def free_key(wanted: str, taken: Iterable[str]) -> str:
    """Return a key that no other step has: the wanted one, else one with a number behind it."""
    known = set(taken)
    numbered = (f"{wanted[:36]}_{number}" for number in range(2, len(known) + 3))
    return wanted if wanted not in known else next(key for key in numbered if key not in known)


def _lines(parent: int | None, rows: list[Step]) -> tuple[StepLine, ...]:
    return tuple(
        StepLine(
            key=row.key,
            kind=row.kind,
            label=row.label,
            config=row.config,
            through=row.through.name if row.through else "",
            is_enabled=row.is_enabled,
            goes_on=row.goes_on,
            inner=_lines(row.pk, rows),
        )
        for row in rows
        if row.parent_id == parent
    )
