"""A figure as its page shows it: a table in words, and what the script draws."""

from typing import Any

from zocdoc_sync.admin.reports.cells import COUNTED, drawn, shown
from zocdoc_sync.reports.figure import Column, Figure, Unit

TEXTS = (Unit.TEXT, Unit.DAY)


def drawing(figure: Figure) -> dict[str, Any]:
    """Return a figure for its template."""
    return {
        "figure": figure,
        "heads": [(column.title, column.unit not in TEXTS) for column in figure.columns],
        "lines": [_line(figure, row) for row in figure.rows],
        "total": _line(figure, figure.total) if figure.rows and figure.total else None,
        "plot": plot(figure),
        "plot_id": f"plot-{figure.code}",
    }


def plot(figure: Figure) -> dict[str, Any]:
    """Return what the script draws: labels, and a series for each column that is shown."""
    asked = figure.plot
    rows = figure.rows[: asked.most] if asked.most else figure.rows
    first, columns = figure.columns[0], [figure.columns[place] for place in asked.shown]
    return {
        "kind": asked.kind,
        "stacked": asked.stacked,
        "across": asked.across,
        "unit": COUNTED.get(columns[0].unit, "") if columns else "",
        "labels": [_label(row[0], first) for row in rows],
        "series": [
            {
                "title": column.title,
                "tone": column.tone or "other",
                "values": [drawn(row[place], column.unit) for row in rows],
                "words": [shown(row[place], column.unit) for row in rows],
            }
            for place, column in zip(asked.shown, columns, strict=True)
        ],
    }


def _line(figure: Figure, row: tuple[Any, ...]) -> tuple[str, list[str]]:
    words = [shown(value, column.unit) for value, column in zip(row, figure.columns, strict=True)]
    return words[0], words[1:]


def _label(value: Any, column: Column) -> str:
    return f"{value.day} {value:%b}" if column.unit == Unit.DAY else shown(value, column.unit)
