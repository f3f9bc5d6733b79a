"""The values of a figure as people read them, as a spreadsheet takes them, and as a plot draws them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from zocdoc_sync.insurance.sheet import FORMULA
from zocdoc_sync.reports.figure import Unit

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOTHING = "—"


def _day(value: date) -> str:
    return f"{value:%a} {value.day} {value:%b %Y}"


def _length(value: timedelta) -> str:
    minutes = round(value / MINUTE)
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def _days(value: timedelta) -> str:
    number = round(value / DAY, 1)
    return f"{number:g} day{'' if number == 1 else 's'}"


SHOWN: dict[Unit, Callable[[Any], str]] = {
    Unit.TEXT: str,
    Unit.DAY: _day,
    Unit.NUMBER: lambda value: f"{value:,}",
    Unit.PERCENT: lambda value: f"{value:.1f} %",
    Unit.LENGTH: _length,
    Unit.DAYS: _days,
}
PLAIN: dict[Unit, Callable[[Any], Any]] = {
    Unit.TEXT: lambda value: f"'{value}" if str(value).startswith(FORMULA) else value,
    Unit.DAY: lambda value: value.isoformat(),
    Unit.NUMBER: lambda value: value,
    Unit.PERCENT: lambda value: round(value, 1),
    Unit.LENGTH: lambda value: round(value / MINUTE, 1),
    Unit.DAYS: lambda value: round(value / DAY, 1),
}
# What a number of a spreadsheet or of a plot counts, where its title does not say it.
COUNTED = {Unit.PERCENT: "%", Unit.LENGTH: "minutes", Unit.DAYS: "days"}


def shown(value: Any, unit: Unit) -> str:
    """Return a value in the reader's words; text stands for itself in any column, as in the line of sums."""
    if value is None:
        return NOTHING
    return value if isinstance(value, str) else SHOWN[unit](value)


def plain(value: Any, unit: Unit) -> Any:
    """Return a value for a spreadsheet: numbers without words, and no text that it would take for a formula."""
    return "" if value is None else PLAIN[unit](value)


def drawn(value: Any, unit: Unit) -> float | None:
    """Return a value for a plot."""
    return None if value is None else float(PLAIN[unit](value))
