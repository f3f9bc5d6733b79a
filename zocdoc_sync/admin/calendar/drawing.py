"""An entry of the calendar as HTML, formatted in one go: a day has hundreds of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from zocdoc_sync.admin.calendar.board import Piece
from zocdoc_sync.admin.calendar.pieces import Free, Visit

LINE = '<li class="sd-cal-piece" style="{}">{}</li>\n'
TIME = '<b>{}</b><span class="sd-cal-letters"> {}</span> '
PAST = f'<span class="sd-cal-free sd-cal-free--past">{TIME}unused</span>'
PLAIN = f'<span class="sd-cal-free" data-place="{{2}}" data-at="{{3}}">{TIME.format("{0}", "{1}")}free</span>'
BOOKABLE = (
    f'<a class="sd-cal-free" href="{{4}}" data-place="{{2}}" data-at="{{3}}">{TIME.format("{0}", "{1}")}free'
    '<span class="sd-hidden"> with {5} at {6}: book</span></a>'
)
VISIT = (
    '<a class="sd-cal-visit sd-cal-visit--{}" href="{}" data-card="{}"{}><span aria-hidden="true">{}</span> '
    f'{TIME}<span class="sd-cal-who">{{}}</span> <span class="sd-cal-what">{{}}</span></a>'
)
MOVABLE = ' data-move="{}" data-place="{}" draggable="true"'


@dataclass(frozen=True)
class Drawing:
    """How entries are drawn: whether free times lead to booking, and whether visits name their provider."""

    books: bool
    names_provider: bool

    def lines(self, pieces: Iterable[Piece]) -> SafeString:
        """Return the lines of a column."""
        return format_html_join("", LINE, ((one.style, self._drawn(one)) for one in pieces))

    def _drawn(self, piece: Piece) -> SafeString:
        entry = piece.entry
        if isinstance(entry, Visit):
            return self._visit(entry)
        assert isinstance(entry, Free)  # noqa: S101 (there is no third kind of entry)
        return self._free(entry)

    def _free(self, entry: Free) -> SafeString:
        if entry.is_past:
            return format_html(PAST, entry.time, entry.letters)
        told = (entry.time, entry.letters, entry.place, entry.at)
        if not (self.books and entry.place):
            return format_html(PLAIN, *told)
        return format_html(BOOKABLE, *told, self._book.format(entry.place, entry.at), entry.who, entry.where)

    def _visit(self, entry: Visit) -> SafeString:
        who = entry.who if self.names_provider else ""
        move = format_html(MOVABLE, self._move.format(entry.pk), entry.place) if entry.movable else ""
        return format_html(
            VISIT,
            entry.tone,
            self._change.format(entry.pk),
            self._card.format(entry.pk),
            move,
            entry.mark,
            entry.time,
            entry.letters,
            entry.patient,
            " · ".join(word for word in (entry.status, entry.reason, who) if word),
        )

    # Addresses are found once for a page, and their numbers filled in.
    @cached_property
    def _book(self) -> str:
        return _pattern("calendar_book", "at")

    @cached_property
    def _move(self) -> str:
        return _pattern("calendar_move")

    @cached_property
    def _card(self) -> str:
        return _pattern("calendar_card")

    @cached_property
    def _change(self) -> str:
        return _pattern("zocdoc_sync_appointment_change")


def _pattern(name: str, *more: str) -> str:
    """Return an address with {} for its row's number, and for what follows it."""
    whole = reverse(f"admin:{name}", args=(0, *more))
    for word in ("0", *more):
        whole = whole.replace(f"/{word}/", "/{}/")
    return whole
