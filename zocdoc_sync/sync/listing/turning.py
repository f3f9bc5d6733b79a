"""Turn the pages of one question without losing a row that others push forward meanwhile.

Page n is asked with 100 - n rows, so that it begins n rows before the end of the one before: the last row must come
again at the same place. If it does not, a row before it has moved, all later ones have moved up, and the reading goes
on by value instead of by position.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import datetime

from zocdoc_sync.client.records import AppointmentRecord
from zocdoc_sync.sync.listing.page import Page
from zocdoc_sync.sync.listing.question import MODIFIED, Question

PAGE_ROWS, PAGES = 100, 10
Ask = Callable[[Mapping[str, object]], Page]


@dataclass(frozen=True)
class Part:
    """Some rows of a listing; with them, nothing modified before `below` is missing (None: nothing can be said)."""

    records: list[AppointmentRecord]
    below: datetime | None


@dataclass(frozen=True)
class Turned:
    """Where the turning of pages stopped: at the end, or at `value`, before which nothing is missing.

    `shaken`: rows moved or were missing meanwhile, so the same question is worth asking again. `crowded`: the last page
    held nothing but `value` when no more pages could be turned.
    """

    ended: bool = False
    value: datetime | None = None
    shaken: bool = False
    crowded: bool = False


def turn_pages(ask: Ask, question: Question) -> Generator[Part, None, Turned]:
    """Yield the pages of a question; raise IncompleteWindow when Zocdoc does not keep the order.

    A descending question is asked for the rows without a value: it ends at the first row that has one.
    """
    value, last_id, tail = question.low, None, 0
    for turn in range(PAGES):
        size = PAGE_ROWS - turn
        page = ask(question.fields(turn, size))
        if turn and _id_at(page, turn - 1) != last_id:
            return Turned(value=value, shaken=True)
        if not question.descending:
            page.check_order(question.dimension)
        last = len(page.rows) < size
        short = last and page.promises_more(turn * size + len(page.rows))
        value = page.last_value(question.dimension) or value
        yield Part(page.records(turn), value if question.dimension == MODIFIED and not short else None)
        if last or (question.descending and value is not None):
            return Turned(ended=not short, value=value, shaken=short)
        tail = page.tail(question.dimension, value)
        if value != question.low and tail <= 2 * (turn + 1):
            return Turned(value=value)  # Going on by value reads no more rows again than turning once more.
        last_id = _id_at(page, size - 1)
    return Turned(value=value, crowded=tail == size)


def _id_at(page: Page, position: int) -> str | None:
    row = page.rows[position] if position < len(page.rows) else None
    return row.appointment_id if row else None
