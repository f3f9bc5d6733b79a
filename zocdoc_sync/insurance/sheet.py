"""Accepted plans as a CSV file: written for spreadsheets, read back with every fault told by its line."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zocdoc_sync.insurance.comparing import Holding
from zocdoc_sync.insurance.naming import place_name
from zocdoc_sync.insurance.plans import words_of
from zocdoc_sync.models import InsuranceMapping, MappingState, ProviderLocation

COLUMNS = ("provider_location_id", "place", "plan_id", "plan", "carrier", "state")
NEEDED = ("provider_location_id", "plan_id")
MOST_BYTES, MOST_LINES, MOST_FAULTS = 5_000_000, 50_000, 50
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WANTED = frozenset({"", MappingState.ACTIVE.label.lower(), MappingState.BEING_ADDED.label.lower()})
UNWANTED = frozenset({MappingState.BEING_REMOVED.label.lower()})


class SheetRefused(Exception):
    """The file as a whole cannot be read; its text is one sentence."""


@dataclass
class Sheet:
    """What a file says: the plans of each place by Zocdoc's ids, and what is wrong with which line."""

    wanted: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    faults: list[str] = field(default_factory=list)


def written(holdings: Sequence[Holding]) -> Iterator[str]:
    """Yield the lines of a file with what places take; the first begins with the mark that spreadsheets look for."""
    yield "\ufeff" + _line(COLUMNS)
    for one in holdings:
        states = dict(InsuranceMapping.objects.filter(place=one.place).values_list("zocdoc_id", "state"))
        words = words_of(one.place.connection_id, states).values()
        for plan in sorted(words, key=lambda plan: (plan.carrier, plan.name, plan.zocdoc_id)):
            name = plan.name if plan.is_known else ""
            state = MappingState(states[plan.zocdoc_id]).label
            yield _line((one.place.zocdoc_id, place_name(one.place), plan.zocdoc_id, name, plan.carrier, state))


def read(content: bytes, places: Mapping[str, ProviderLocation], plans: frozenset[str]) -> Sheet:
    """Return what a file says of these places; `plans` are the plan ids that are known.

    Raise SheetRefused for a file that is no such list at all.
    """
    rows = _rows(_text(content))
    header = [name.strip().lower() for name in next(rows, [])]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise SheetRefused(f"The first line must name the columns {' and '.join(NEEDED)}: {missing[0]} is missing.")
    sheet = Sheet()
    for number, cells in enumerate(rows, start=2):
        if number > MOST_LINES + 1:
            raise SheetRefused(f"The file has more than {MOST_LINES:,} lines: split it.")
        row = dict(zip(header, map(_plain, cells), strict=False))
        if any(row.values()):
            _take(sheet, number, row, places, plans)
    if not sheet.wanted and not sheet.faults:
        raise SheetRefused("The file lists no plan.")
    return sheet


def plan_ids(content: bytes, plans: frozenset[str]) -> frozenset[str]:
    """Return the plans that a list without places names; raise SheetRefused, with the first line that is wrong."""
    rows = _rows(_text(content))
    header = [name.strip().lower() for name in next(rows, [])]
    if "plan_id" not in header:
        raise SheetRefused("The first line must name the column plan_id.")
    place, found = header.index("plan_id"), set()
    for number, cells in enumerate(rows, start=2):
        one = _plain(cells[place]) if len(cells) > place else ""
        if one and one not in plans:
            raise SheetRefused(f"Line {number}: “{one[:80]}” is not a plan that is known here.")
        found |= {one} if one else set()
    if not found:
        raise SheetRefused("The file lists no plan.")
    return frozenset(found)


def _take(
    sheet: Sheet, number: int, row: Mapping[str, str], places: Mapping[str, ProviderLocation], plans: frozenset[str]
) -> None:
    place_id, plan_id = (row.get(name, "") for name in NEEDED)
    state = row.get("state", "").lower()
    checks = (
        (place_id, "the provider location id is missing."),
        (not place_id or place_id in places, f"“{place_id[:80]}” is not one of this connection's provider locations."),
        (plan_id, "the plan id is missing."),
        (not plan_id or plan_id in plans, f"“{plan_id[:80]}” is not a plan that is known here."),
        (state in WANTED | UNWANTED, f"the state “{state[:40]}” is not known: write Accepted or leave it empty."),
    )
    faults = [sentence for holds, sentence in checks if not holds]
    if faults and len(sheet.faults) < MOST_FAULTS:
        sheet.faults += [f"Line {number}: {sentence}" for sentence in faults]
    elif not faults:
        # A place whose only lines are on their way out is named all the same: it is wanted to take nothing of them.
        sheet.wanted[place_id] |= {plan_id} if state in WANTED else set()


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise SheetRefused(f"The file is larger than {MOST_BYTES // 1_000_000} MB: split it.")
    if not content.strip():
        raise SheetRefused("The file is empty.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SheetRefused("The file is not UTF-8 text: save it as “CSV UTF-8”.") from None


def _rows(text: str) -> Iterator[list[str]]:
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error:
        raise SheetRefused(
            "The file is not a CSV list: a quotation mark is left open, or a cell is too long."
        ) from None


def _plain(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells)
    return out.getvalue()
