"""What workflows can read, compare and do, as tables of the documentation."""

from collections.abc import Iterable, Iterator

from workflows_app.steps.kinds import KINDS
from workflows_app.steps.operations import PREFIX
from workflows_app.steps.spec import StepKind
from workflows_app.values.fields import FIELDS
from workflows_app.values.operators import OPERATORS


def kinds() -> str:
    """Return the kinds of steps that are not an operation, one row each."""
    own = [kind for kind in KINDS.values() if not kind.code.startswith(PREFIX)]
    rows = ((f"`{one.code}`", one.label, one.summary, _fields(one), ", ".join(one.sample({})) or "—") for one in own)
    return _table(("kind", "name", "what it does", "fields (needed in bold)", "later steps read"), rows)


def operators() -> str:
    """Return the operators of conditions, one row each."""
    rows = ((f"`{one.code}`", one.label, ", ".join(sorted(one.types)), one.takes) for one in OPERATORS.values())
    return _table(("operator", "reads", "for fields of type", "compares with"), rows)


def fields() -> str:
    """Return the fields that a trigger tells, one row each."""
    rows = ((f"`{one.path}`", one.label, one.type, "yes" if one.private else "") for one in FIELDS.values())
    return _table(("path", "name", "type", "patient data"), rows)


TABLES = {"kinds": kinds, "operators": operators, "fields": fields}


def _fields(kind: StepKind) -> str:
    return ", ".join(f"**{one.name}**" if one.required else one.name for one in kind.fields) or "—"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    return "\n".join(_lines(tuple(head), rows))


def _lines(head: tuple[str, ...], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
