"""The catalogue as a table of the documentation."""

from collections.abc import Iterator

from zocdoc_sync.client.endpoints import ENDPOINTS
from zocdoc_sync.operations.catalogue import CATALOGUE
from zocdoc_sync.operations.spec import OperationSpec

HEAD = (
    "| operation | what | reads or writes | method and path | only when | fields (needed in bold) |\n"
    "|---|---|---|---|---|---|"
)


def table() -> str:
    """Return the catalogue as a Markdown table, one row an operation, by area."""
    return "\n".join([HEAD, *_rows()])


def _rows() -> Iterator[str]:
    for spec in CATALOGUE.values():
        endpoint = ENDPOINTS[spec.code]
        cells = (
            f"`{spec.code}`",
            spec.label,
            _effect(spec),
            f"{endpoint.method} `{endpoint.path}`",
            _when(spec),
            _fields(spec),
        )
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _effect(spec: OperationSpec) -> str:
    if not spec.writes:
        return "reads"
    return "writes, replaces or takes away" if spec.destroys else "writes"


def _when(spec: OperationSpec) -> str:
    return ", ".join(sorted(spec.allowed_statuses)) if spec.allowed_statuses else "—"


def _fields(spec: OperationSpec) -> str:
    known = spec.form.all_fields().items()
    return ", ".join(f"**{name}**" if field.required else name for name, field in known) or "—"
