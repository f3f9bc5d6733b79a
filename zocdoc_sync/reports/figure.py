"""What a report answers: figures, each a table of which some columns are plotted."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Unit(StrEnum):
    """What the values of a column are: it decides how they are written for people."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    PERCENT = "percent"
    LENGTH = "length"
    DAYS = "days"


@dataclass(frozen=True)
class Column:
    """A column's title and unit; `tone` is its colour and pattern in the plot, the same in every report."""

    title: str
    unit: Unit = Unit.NUMBER
    tone: str = ""


@dataclass(frozen=True)
class Plot:
    """How a figure is drawn: the columns by number, against the first; `most` rows at the most."""

    shown: tuple[int, ...]
    kind: str = "bar"
    stacked: bool = False
    across: bool = False
    most: int = 0


@dataclass(frozen=True)
class Figure:
    """One table and its plot; `code` names its file."""

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Any, ...]]
    plot: Plot
    says: str = ""
    total: tuple[Any, ...] = ()
    empty: str = "Nothing was counted on these days. Choose a longer range, or fewer filters."


def share(part: int, whole: int) -> float | None:
    """Return a part in hundredths of the whole; None of nothing."""
    return 100 * part / whole if whole else None
