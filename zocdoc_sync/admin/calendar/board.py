"""A calendar drawn: columns that have the same hours stand beside one axis."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from itertools import groupby
from typing import Any

from zocdoc_sync.admin.calendar.pieces import Entry, Free, Visit
from zocdoc_sync.admin.times import short_time
from zocdoc_sync.calendar.axis import HOUR, Axis, Tick
from zocdoc_sync.calendar.lanes import side_by_side

# What is always shown of a day, and what is added around the first and the last entry.
OPENS, CLOSES = 8, 18


@dataclass(frozen=True)
class Piece:
    """An entry where it stands: minutes after midnight, and its lane among those that overlap."""

    entry: Entry
    begin: int
    minutes: int
    lane: int
    lanes: int

    @property
    def style(self) -> str:
        """Return where it stands, as the style sheet reads it: in one piece, because a day has hundreds of them."""
        return f"--b:{self.begin};--n:{self.minutes};--l:{self.lane};--k:{self.lanes}"


@dataclass
class Column:
    """One provider's day, or one day of a week; `now` is the minute of the now-line, None on other days."""

    key: Hashable
    title: str
    axis: Axis
    pieces: list[Piece]
    now: int | None
    now_time: str = ""
    link: str = ""
    links: dict[str, str] = field(default_factory=dict)
    note: str = ""
    # The pieces as HTML, once the page knows for whom.
    lines: str = ""

    @property
    def booked(self) -> int:
        """Return how many appointments take time."""
        return sum(isinstance(one.entry, Visit) and one.entry.takes_time for one in self.pieces)

    @property
    def free(self) -> int:
        """Return how many timeslots can still be booked."""
        return sum(isinstance(one.entry, Free) and not one.entry.is_past for one in self.pieces)

    @property
    def wheres(self) -> str:
        """Return the locations of what it shows."""
        return ", ".join(dict.fromkeys(one.entry.where for one in self.pieces if one.entry.where))


@dataclass(frozen=True)
class Block:
    """Columns beside the same hours, in the same zone."""

    axis: Axis
    columns: list[Column]
    begin: int
    end: int

    @property
    def minutes(self) -> int:
        """Return how many minutes are shown."""
        return self.end - self.begin

    @property
    def ticks(self) -> list[Tick]:
        """Return the hours that are shown."""
        return [tick for tick in self.axis.ticks if self.begin <= tick.minute < self.end]

    @property
    def zone(self) -> str:
        """Return the zone as a reader knows it."""
        return str(self.axis.zone)


def column(key: Hashable, title: str, axis: Axis, entries: Iterable[Entry], now: datetime) -> Column:
    """Return a column with its entries placed."""
    ordered = sorted(entries, key=lambda one: (one.start, isinstance(one, Free), getattr(one, "pk", 0)))
    spans = [_span(axis, one) for one in ordered]
    lanes = side_by_side(spans)
    pieces = [
        Piece(entry, begin, end - begin, lane, count)
        for entry, (begin, end), (lane, count) in zip(ordered, spans, lanes, strict=True)
    ]
    at = axis.minute_of(now)
    is_now = 0 <= at < axis.minutes
    return Column(key, title, axis, pieces, at if is_now else None, short_time(now, axis.zone) if is_now else "")


def _span(axis: Axis, entry: Entry) -> tuple[int, int]:
    """Return where an entry stands; what lasts past midnight ends there."""
    begin = min(max(axis.minute_of(entry.start), 0), axis.minutes - 1)
    return begin, min(begin + entry.minutes, max(axis.minutes, begin + 1))


def blocks(columns: list[Column], *, whole: bool) -> list[Block]:
    """Return the columns in blocks that share their hours; the eastern zones first, days in their order."""
    first, last = (0, 24) if whole else hours(columns)
    east: dict[tzinfo, float] = {}
    for one in columns:
        east.setdefault(one.axis.zone, _offset(one.axis))
    ordered = sorted(columns, key=lambda one: -east[one.axis.zone])
    return [_block(list(group), first, last) for _, group in groupby(ordered, key=lambda one: one.axis.shape)]


def hours(columns: list[Column]) -> tuple[int, int]:
    """Return the hours to show: those in which something is, and those of a usual day."""
    first, last = OPENS, CLOSES
    for one in columns:
        for piece in one.pieces:
            begin, end = (_local(one.axis, minute) for minute in (piece.begin, piece.begin + piece.minutes - 1))
            first, last = min(first, begin.hour), max(last, end.hour + 1)
    return first, last


def _local(axis: Axis, minute: int) -> datetime:
    return (axis.begin + timedelta(minutes=minute)).astimezone(axis.zone)


def _offset(axis: Axis) -> float:
    """Return how far east the zone of a day is, as at noon: clocks change at night."""
    offset = _local(axis, 12 * HOUR).utcoffset() or timedelta()
    return offset.total_seconds()


def _block(columns: list[Column], first: int, last: int) -> Block:
    begin, end = columns[0].axis.crop(first, last)
    return Block(columns[0].axis, columns, begin, end)


def by_zone(entries: Iterable[Any]) -> dict[tzinfo, list[Any]]:
    """Return entries by their zone."""
    found: dict[tzinfo, list[Any]] = {}
    for one in entries:
        found.setdefault(one.zone, []).append(one)
    return found
