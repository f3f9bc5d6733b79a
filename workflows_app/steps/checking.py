"""What is wrong with a version before it runs: each problem with the step, or "trigger" or "filter", where it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from workflows_app.enums import TriggerKind
from workflows_app.models import Step, WebhookTarget, WorkflowVersion
from workflows_app.steps.comparing import problems_of_filter
from workflows_app.steps.kinds import KINDS
from workflows_app.steps.mentioning import Place, silent
from workflows_app.steps.scheduling import problems_of_schedule
from workflows_app.steps.spec import Problem, StepKind
from workflows_app.steps.states import impossible_writes
from workflows_app.steps.texts import faults_of
from workflows_app.values.language import has_template
from workflows_app.values.references import paths_in
from workflows_app.values.tags import TAG_WORDS, is_tag

MOST_STEPS = 50
Found = list[tuple[str, Problem]]


def problems_of(version: WorkflowVersion) -> Found:
    """Return every problem of a version, none for one that may be activated."""
    steps = list(version.steps.filter(is_enabled=True))
    found = [("trigger", one) for one in _of_trigger(version)]
    unsaid = silent(version.trigger, version.trigger_options)
    found += [("filter", one) for one in problems_of_filter(version.filter, Place(unsaid))]
    found += [("steps", one) for one in _of_number(len(steps))]
    ordered = list(_in_order(steps))
    seen: set[str] = set()
    for step, before in ordered:
        place = Place(unsaid, before, is_inside=step.parent_id is not None)
        found += [(step.key, one) for one in _of_step(step, place, seen)]
        seen.add(step.key)
    return [*found, *impossible_writes([step for step, _ in ordered])]


def _of_number(count: int) -> Iterable[Problem]:
    if not count:
        yield Problem("", "There is no step yet: add one.")
    if count > MOST_STEPS:
        yield Problem("", f"A workflow may have {MOST_STEPS} steps, this has {count}.")


def _in_order(
    steps: Sequence[Step], parent: int | None = None, before: tuple[str, ...] = ()
) -> Iterator[tuple[Step, tuple[str, ...]]]:
    """Yield each step with the keys of the steps that come before it."""
    for step in sorted((one for one in steps if one.parent_id == parent), key=lambda one: (one.position, one.pk)):
        yield step, before
        inner = list(_in_order(steps, step.pk, (*before, step.key)))
        yield from inner
        before = (*before, step.key, *(one.key for one, _ in inner))


def _of_trigger(version: WorkflowVersion) -> Iterable[Problem]:
    options: Mapping[str, Any] = version.trigger_options or {}
    if version.trigger not in TriggerKind.values:
        yield Problem("trigger", "Choose what starts it.")
    if version.trigger == TriggerKind.SCHEDULE:
        yield from problems_of_schedule(options)
    if version.trigger == TriggerKind.TAGGED:
        yield from _of_tags(options.get("tags"))


def _of_tags(tags: Any) -> Iterable[Problem]:
    if not isinstance(tags, list) or not tags:
        yield Problem("trigger", "Name the tags that start it.")
    elif not all(isinstance(one, str) and is_tag(one) for one in tags):
        yield Problem("trigger", TAG_WORDS)


def _of_step(step: Step, place: Place, seen: set[str]) -> Iterable[Problem]:
    kind = KINDS.get(step.kind)
    if kind is None:
        yield Problem("", f"This version of the console knows no step of the kind {step.kind}.")
        return
    if step.key in seen:
        yield Problem("key", f"There are two steps called {step.key}: name one of them differently.")
    config = step.config or {}
    yield from kind.check(config)
    yield from _of_target(step, kind)
    for name, value in config.items():
        yield from _of_value(name, value, kind, place)


def _of_value(name: str, value: Any, kind: StepKind, place: Place) -> Iterable[Problem]:
    if name in kind.raw:
        yield from (Problem(name, one.sentence) for one in problems_of_filter(value, place))
        return
    yield from (Problem(name, told) for told in faults_of(value))
    yield from (Problem(name, told) for told in place.faults(paths_in(value)))


def _of_target(step: Step, kind: StepKind) -> Iterable[Problem]:
    """Yield a problem for each target that is named and not there."""
    for field in kind.fields:
        name = str((step.config or {}).get(field.name) or "") if field.widget == "target" else ""
        owner = step.through_id or step.connection_id
        if name and not has_template(name) and not WebhookTarget.objects.filter(connection=owner, name=name).exists():
            yield Problem(field.name, f"There is no webhook target called {name}.")
