"""The catalogue as tables of the documentation."""

from collections.abc import Iterator

from django.urls import reverse

from zocdoc_sync.client.endpoints import ENDPOINTS
from zocdoc_sync.operations.catalogue import CATALOGUE
from zocdoc_sync.operations.pages import GENERAL, OWN_PAGES
from zocdoc_sync.operations.spec import OperationSpec
from zocdoc_sync.roles import roles_with

HEAD = (
    "| operation | what | reads or writes | method and path | only when | fields (needed in bold) |\n"
    "|---|---|---|---|---|---|"
)

ACTIONS_HEAD = (
    "| action | admin page | also on | permission | roles | command | operation of Zocdoc |\n"
    "|---|---|---|---|---|---|---|"
)
# With more needed fields than these a command takes its input from a file.
FEW = 4
# Reference data and the account's own affairs are beside the 24 actions.
OTHER_AREAS = frozenset({"reference", "account"})


def actions() -> list[OperationSpec]:
    """Return the 24 actions: what people do with appointments, the directory, timeslots and insurance."""
    return [spec for spec in CATALOGUE.values() if spec.area not in OTHER_AREAS]


def actions_table() -> str:
    """Return the 24 actions as a Markdown table: on which page, by whom, by which command."""
    return "\n".join([ACTIONS_HEAD, *(_row(_action(spec)) for spec in actions())])


def _action(spec: OperationSpec) -> tuple[str, ...]:
    endpoint, own = ENDPOINTS[spec.code], OWN_PAGES.get(spec.code)
    needed = [f"{name}=…" for name, field in spec.form.all_fields().items() if field.required]
    given = ["--body @file"] if len(needed) > FEW else needed
    return (
        spec.label,
        f"`{reverse(GENERAL, args=(spec.code,))}`",
        f"{own.title} (`{reverse(own.url)}`)" if own else "—",
        f"`{spec.permission}`",
        ", ".join(roles_with(spec.permission)),
        f"`zocdoc_call {' '.join([spec.code, *given, *(['--yes'] if spec.writes else [])])}`",
        f"`{endpoint.method} {endpoint.path}`",
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
        yield _row(cells)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _effect(spec: OperationSpec) -> str:
    if not spec.writes:
        return "reads"
    return "writes, replaces or takes away" if spec.destroys else "writes"


def _when(spec: OperationSpec) -> str:
    return ", ".join(sorted(spec.allowed_statuses)) if spec.allowed_statuses else "—"


def _fields(spec: OperationSpec) -> str:
    known = spec.form.all_fields().items()
    return ", ".join(f"**{name}**" if field.required else name for name, field in known) or "—"
