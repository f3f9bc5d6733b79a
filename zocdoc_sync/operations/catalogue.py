"""The catalogue of operations: pages, commands, steps and documentation read it and nothing else."""

import difflib

from zocdoc_sync.operations import account, appointments, calendar, directory, insurance, reference
from zocdoc_sync.operations.errors import UnknownOperation
from zocdoc_sync.operations.spec import OperationSpec

AREAS = (appointments, directory, calendar, insurance, reference, account)
CATALOGUE: dict[str, OperationSpec] = {one.code: one for area in AREAS for one in area.OPERATIONS}


def spec(code: str) -> OperationSpec:
    """Return what is declared of an operation; raise UnknownOperation, with near names, when there is none."""
    try:
        return CATALOGUE[code]
    except KeyError:
        raise UnknownOperation(f"There is no operation “{code[:80]}”. {_hint(code)}") from None


def _hint(code: str) -> str:
    by_lower = {known.lower(): known for known in CATALOGUE}
    near = difflib.get_close_matches(code.lower(), by_lower, n=3, cutoff=0.75)
    if near:
        return f"Did you mean {' or '.join(by_lower[name] for name in near)}?"
    return f"There are: {', '.join(sorted(CATALOGUE))}."
