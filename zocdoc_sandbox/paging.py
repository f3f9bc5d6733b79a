"""Offset paging as Zocdoc does it: pages from 0, and an empty next_url on the last one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from zocdoc_sandbox.reading import whole
from zocdoc_sandbox.wire import Call


@dataclass(frozen=True)
class Page:
    """Which rows were asked for."""

    number: int
    size: int

    @property
    def begin(self) -> int:
        """Return the offset of the first row."""
        return self.number * self.size

    @property
    def end(self) -> int:
        """Return the offset after the last row."""
        return self.begin + self.size


def page_of(call: Call, size: int, most: int | None = None, last_page: int | None = None) -> Page:
    """Read page and page_size of a call; `size` is the default."""
    return Page(whole(call.query, "page", 0, 0, last_page), whole(call.query, "page_size", size, 1, most))


def envelope(call: Call, page: Page, total: int, data: Any, last_page: int | None = None) -> dict[str, Any]:
    """Return one page with its counts."""
    more = page.end < total and (last_page is None or page.number < last_page)
    following = urlencode({**call.query, "page": page.number + 1, "page_size": page.size})
    next_url = f"{call.base_url}{call.request.path}?{following}" if more else ""
    return {"page": page.number, "page_size": page.size, "total_count": total, "next_url": next_url, "data": data}


def paged(
    call: Call, rows: Sequence[Any], size: int, most: int | None = None, last: int | None = None
) -> dict[str, Any]:
    """Return the page of `rows` that a call asked for."""
    page = page_of(call, size, most, last)
    return envelope(call, page, len(rows), list(rows[page.begin : page.end]), last)
