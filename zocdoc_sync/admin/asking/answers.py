"""Zocdoc's answers as tables: nested objects become columns, lists of objects become tables of their own."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.text import capfirst

from zocdoc_sync.admin.asking.columns import COLUMNS, INNER, Column
from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.endpoints import ENDPOINTS

Told = Mapping[str, Any]
ROWS_SHOWN = 500
RAW_SHOWN = 200_000
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
# What turns pages is shown as buttons, and the request id beside the outcome.
FRAME = frozenset({"request_id", "next_url", "next_page_token"})


@dataclass(frozen=True)
class Row:
    """One row of a table; `told` is the object that it shows."""

    cells: list[str]
    told: Told


@dataclass(frozen=True)
class Table:
    """Rows with the same columns; `hidden` rows are left out of a page that would be too long."""

    title: str
    columns: list[str]
    rows: list[Row]
    hidden: int = 0


@dataclass(frozen=True)
class Shown:
    """An answer in the reader's form; `raw` is all of it as JSON."""

    facts: list[tuple[str, str]]
    tables: list[Table]
    raw: str
    turns: list[tuple[str, str]] = field(default_factory=list)
    is_listing: bool = False


def shown(answer: Answer) -> Shown:
    """Return an answer as facts and tables."""
    body = answer.body if isinstance(answer.body, Mapping) else {"answer": answer.body}
    listed = _listed(answer)
    rest = dict(body) if listed is None else _without(body, ENDPOINTS[answer.operation].items.split("."))
    facts, more = _facts(rest)
    tables = [] if listed is None else [_main(answer.operation, listed, titled=bool(more))]
    return Shown(facts, [*tables, *more], raw(body), turns(answer), listed is not None)


def table(title: str, items: list[Any], columns: Iterable[Column] | None = None) -> Table:
    """Return a table of a list; without columns it has one for each name that any of its objects tells."""
    objects = [one if isinstance(one, Mapping) else {"value": one} for one in items]
    flat = [dict(_flat(one)) for one in objects[:ROWS_SHOWN]]
    wanted = list(columns or ((words(name), (name,)) for name in dict.fromkeys(n for one in flat for n in one)))
    rows = [
        Row([_first(values, names) for _, names in wanted], one) for values, one in zip(flat, objects, strict=False)
    ]
    return Table(title, [name for name, _ in wanted], rows, max(len(items) - ROWS_SHOWN, 0))


def turns(answer: Answer) -> list[tuple[str, str]]:
    """Return the buttons that turn the page: a title, and the field with its value."""
    body = answer.body if isinstance(answer.body, Mapping) else {}
    found = []
    if ENDPOINTS[answer.operation].paging == "offset" and isinstance(page := body.get("page"), int):
        found += [("Page before", f"page={page - 1}")] if page > 0 else []
        found += [("Next page", f"page={page + 1}")] if answer.next_url else []
    token = body.get("next_page_token")
    return [*found, ("Next page", f"next_page_token={token}")] if isinstance(token, str) and token else found


def raw(body: Any) -> str:
    """Return an answer as JSON text, cut where it is too long for a page."""
    text = json.dumps(body, indent=2, ensure_ascii=False)
    return text if len(text) <= RAW_SHOWN else f"{text[:RAW_SHOWN]}\n… (the answer goes on)"


def words(name: str) -> str:
    """Return Zocdoc's name of a value as a person reads it."""
    return str(capfirst(name.replace(".", ", ").replace("_", " ")))


def _main(operation: str, listed: list[Any], *, titled: bool) -> Table:
    title = words(ENDPOINTS[operation].items.rpartition(".")[2]) if titled else ""
    return table(title, _inner(operation, listed), COLUMNS.get(operation))


def _listed(answer: Answer) -> list[Any] | None:
    found: Any = answer.body
    for name in ENDPOINTS[answer.operation].items.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, list) else None


def _inner(operation: str, items: list[Any]) -> list[Any]:
    name = INNER.get(operation)
    return [row for one in items for row in _entries(one, name)] if name else items


def _entries(one: Any, name: str) -> Iterator[Any]:
    inner = one.get(name) if isinstance(one, Mapping) else None
    outer = {key: value for key, value in one.items() if key != name} if isinstance(one, Mapping) else {"value": one}
    entries = [entry for entry in inner if isinstance(entry, Mapping)] if isinstance(inner, list) else []
    yield from ({**outer, **entry} for entry in entries)
    if not entries:
        yield outer


def _facts(told: Told) -> tuple[list[tuple[str, str]], list[Table]]:
    data = told.get("data")
    whole = {**_without(told, ["data"]), **data} if isinstance(data, Mapping) else told
    lists = dict(_lists(whole))
    facts = [(words(name), text) for name, text in _flat(whole) if name not in FRAME and name not in lists]
    return facts, [table(words(name), items) for name, items in lists.items()]


def _flat(told: Told, under: str = "") -> Iterator[tuple[str, str]]:
    """Yield each value of an object by its dotted name; a list of objects is told by their number."""
    for name, value in told.items():
        if _is_object(value):
            yield from _flat(value, f"{under}{name}.")
        else:
            yield f"{under}{name}", _text(value)


def _lists(told: Told, under: str = "") -> Iterator[tuple[str, list[Any]]]:
    for name, value in told.items():
        if _is_object(value):
            yield from _lists(value, f"{under}{name}.")
        elif isinstance(value, list) and any(map(_is_object, value)):
            yield f"{under}{name}", value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return f"{len(value)} entries" if any(map(_is_object, value)) else ", ".join(map(str, value)) or "—"
    return "—" if value is None or value == "" else _readable(str(value))


def _readable(text: str) -> str:
    """Return a time as a person reads it, with the offset that Zocdoc gave; any other text as it is."""
    if not INSTANT.match(text):
        return text
    try:
        return f"{datetime.fromisoformat(text):%a %d %b %Y, %H:%M %Z}".strip()
    except ValueError:
        return text


def _first(values: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((values[name] for name in names if values.get(name, "—") != "—"), "—")


def _without(body: Told, path: list[str]) -> dict[str, Any]:
    name, *rest = path
    inner = body.get(name)
    if rest and isinstance(inner, Mapping):
        return {**body, name: _without(inner, rest)}
    return {key: value for key, value in body.items() if key != name}


def _is_object(value: Any) -> bool:
    return isinstance(value, Mapping)
