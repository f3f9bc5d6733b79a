"""The lines of a CSV file, one by one: a table of any length takes the memory of one part of it."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any

# A spreadsheet takes a cell that begins so, or so after blanks, for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 (spreadsheets read the wide signs too)
# Spreadsheets know by this mark that the text is UTF-8.
MARK = "\ufeff"


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def lines(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the lines of a file with these titles, each cell harmless to a spreadsheet."""
    writer = csv.writer(_Echo())
    yield MARK + str(writer.writerow(titles))
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def harmless(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers, nothing is empty."""
    if cell is None:
        return ""
    if isinstance(cell, (int, float)):
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text


def with_offset(instant: datetime | None, zone: tzinfo) -> str:
    """Return an instant such as "2026-11-24T09:30:00-05:00", "" for none."""
    return "" if instant is None else instant.astimezone(zone).isoformat(timespec="seconds")
