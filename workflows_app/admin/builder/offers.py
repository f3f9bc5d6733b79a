"""What the builder offers to choose from: the fields of the trigger and of earlier steps, and the values they take."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from workflows_app.exchange.definition import Definition, StepLine
from workflows_app.exchange.differences import title
from workflows_app.models import Remark, WebhookTarget
from workflows_app.steps.kinds import KINDS
from workflows_app.values.fields import FIELDS
from zocdoc_sync.models import Connection, Location, Practice, Provider, ProviderLocation, VisitReason

MOST = 500
DEEPEST, MOST_PATHS = 5, 120
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A field that can be read: `group` is what it belongs to, `example` its value in the sample, "" when hidden."""

    path: str
    label: str
    type: str = "text"
    group: str = "Appointment"
    private: bool = False
    choices: Choices = ()
    example: str = ""


@dataclass(frozen=True)
class Offers:
    """The fields that one place of a workflow can read, and the rows of its connection."""

    connection: Connection
    fields: Mapping[str, Offer] = field(default_factory=dict)

    def field(self, path: str) -> Offer | None:
        """Return what is known of a path."""
        return self.fields.get(path)

    @cached_property
    def groups(self) -> list[tuple[str, list[Offer]]]:
        """Return the fields by what they belong to, in order."""
        found: dict[str, list[Offer]] = {}
        for one in self.fields.values():
            found.setdefault(one.group, []).append(one)
        return list(found.items())

    def with_steps(self, steps: Sequence[StepLine]) -> "Offers":
        """Return the same with the fields of earlier steps, their paths written as conditions write them."""
        more = [replace(one, path=one.path.replace("[0]", ".0")) for step in steps for one in step_offers(step)]
        return Offers(self.connection, {**self.fields, **{one.path: one for one in more}})


def trigger_offers(connection: Connection) -> Offers:
    """Return the fields of the trigger; a field that names a row of the clinic offers those rows."""
    rows = _Rows(connection)
    return Offers(
        connection,
        {
            path: Offer(
                path=path,
                label=known.label,
                type=known.type,
                group=_group(path),
                private=known.private,
                choices=known.choices or rows.of(path),
            )
            for path, known in FIELDS.items()
        },
    )


def earlier(definition: Definition, path: tuple[int, ...]) -> list[StepLine]:
    """Return the steps whose output a step at `path` can read: those before it, and before the one it is inside of."""
    found = list(definition.steps[: path[0]])
    if len(path) > 1:
        found += definition.steps[path[0]].inner[: path[1]]
    return [one for one in found if one.is_enabled]


def step_offers(step: StepLine) -> Iterator[Offer]:
    """Yield the fields of a step's output, from the known shape of its answer."""
    kind = KINDS.get(step.kind)
    sample = kind.sample(step.config) if kind else {}
    group = f"{title(step)} ({step.key})"
    for path, value in list(flat(sample, f"steps.{step.key}"))[:MOST_PATHS]:
        label = path.removeprefix(f"steps.{step.key}.").replace("_", " ")
        yield Offer(path=path, label=label, type=type_of(value), group=group, example=short(value))


def flat(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield the paths of an answer: of a list, the list itself and what its first item has."""
    if isinstance(value, Mapping) and value and depth < DEEPEST:
        for name, inner in value.items():
            if str(name).isidentifier():
                yield from flat(inner, f"{path}.{name}", depth + 1)
        return
    yield path, value
    if isinstance(value, list) and value and isinstance(value[0], Mapping) and depth < DEEPEST:
        for name, inner in value[0].items():
            if str(name).isidentifier():
                yield from flat(inner, f"{path}[0].{name}", depth + 2)


def type_of(value: Any) -> str:
    """Return the type of a value, as operators know it."""
    for kind, name in ((bool, "yes_no"), ((int, float), "number"), (list, "list"), (Mapping, "object")):
        if isinstance(value, kind):
            return name
    return "text"


def short(value: Any) -> str:
    """Return a value as the picker shows it beside its name."""
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = "" if value is None else str(value)
    return text if len(text) <= 48 else f"{text[:47]}…"


def step_choices(widget: str, connection: Connection, others: Sequence[Connection]) -> Choices:
    """Return the rows that a field of a step offers, by name."""
    if widget == "connection":
        return [(one.name, one.name) for one in others]
    if widget == "target":
        names = WebhookTarget.objects.of(connection).values_list("name", flat=True)[:MOST]
        return [(name, name) for name in names]
    return ()


GROUPS = (
    ("trigger.patient.", "Patient"),
    ("trigger.change.", "What changed"),
    ("trigger.appointment.", "Appointment"),
)


def _group(path: str) -> str:
    return next((name for start, name in GROUPS if path.startswith(start)), "Workflow")


class _Rows:
    """The rows of a connection that fields name, each table read once."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def of(self, path: str) -> Choices:
        reader = ROWS.get(path)
        return reader(self.connection) if reader else ()


def _named(model: Any) -> Callable[[Connection], Choices]:
    def read(connection: Connection) -> Choices:
        rows = model.objects.of(connection).filter(gone_at__isnull=True).only("name", "zocdoc_id")
        return [(row.zocdoc_id, str(row)) for row in rows[:MOST]]

    return read


def _names(model: Any) -> Callable[[Connection], Choices]:
    def read(connection: Connection) -> Choices:
        rows = model.objects.of(connection).filter(gone_at__isnull=True).exclude(name="").order_by("name")
        return [(name, name) for name in rows.values_list("name", flat=True).distinct()[:MOST]]

    return read


def _places(connection: Connection) -> Choices:
    rows = ProviderLocation.objects.of(connection).filter(gone_at__isnull=True).select_related("provider", "location")
    return [(row.zocdoc_id, f"{row.provider or '—'} at {row.location or '—'}") for row in rows[:MOST]]


def _tags(connection: Connection) -> Choices:
    tags = Remark.objects.of(connection).exclude(tag="").order_by("tag").values_list("tag", flat=True).distinct()
    return [(tag, tag) for tag in tags[:MOST]]


ROWS: Mapping[str, Callable[[Connection], Choices]] = {
    "trigger.appointment.provider.name": _names(Provider),
    "trigger.appointment.location.name": _names(Location),
    "trigger.appointment.practice.name": _names(Practice),
    "trigger.appointment.visit_reason.name": _names(VisitReason),
    "trigger.appointment.provider.id": _named(Provider),
    "trigger.appointment.location.id": _named(Location),
    "trigger.appointment.practice.id": _named(Practice),
    "trigger.appointment.visit_reason.id": _named(VisitReason),
    "trigger.appointment.provider_location.id": _places,
    "trigger.appointment.tags": _tags,
}
