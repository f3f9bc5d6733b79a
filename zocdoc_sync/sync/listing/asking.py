"""Ask Zocdoc for pages of appointments and keep count of what the asking tells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.records import AppointmentRecord, appointment_record
from zocdoc_sync.models import SyncRun
from zocdoc_sync.sync.listing.incomplete import IncompleteWindow
from zocdoc_sync.sync.listing.page import CEILING, Page

# A row written while the first page was made may carry a time just before the page's own Date.
CLOCK_SAFETY = timedelta(seconds=2)
LOW, HIGH = "last_modified_time_utc_min", "last_modified_time_utc_max"
NOTHING = Page(rows=(), total_count=0)
Fetch = Callable[[Mapping[str, object]], Answer]


def _nothing() -> None:
    """Do nothing before a request."""


@dataclass
class Asking:
    """A conversation with Zocdoc, which ends where Zocdoc's own clock stood at the first answer.

    `until` (UTC) is that end; it stays None when Zocdoc does not tell its time, and when `close_window` is off. The
    first page needs no end: so an unchanged poll costs one request. `before_each` is called before every request.
    """

    fetch: Fetch
    before_each: Callable[[], None] = _nothing
    close_window: bool = True
    until: datetime | None = None
    server_time: datetime | None = None
    requests: int = 0
    windows: int = 0
    ceiling_met: bool = False
    request_id: str = ""
    unusable: int = 0
    statuses: set[str] = field(default_factory=set)
    providers: set[str] = field(default_factory=set)

    def __call__(self, fields: Mapping[str, object]) -> Page:
        """Return one page; raise ZocdocError as the client does, IncompleteWindow for an answer without a list."""
        asked = {HIGH: self.until, **fields} if self.until else dict(fields)
        if _is_empty(asked.get(LOW), asked.get(HIGH)):
            return NOTHING
        self.before_each()
        self.requests += 1
        self.windows += asked["page"] == 0
        answer = self.fetch(asked)
        self.request_id = answer.request_id
        self._note_time(answer.server_time)
        page = Page(tuple(map(self._record, _items(answer))), _total(answer))
        self.ceiling_met |= page.total_count is not None and page.total_count >= CEILING
        return page

    def report_to(self, run: SyncRun) -> None:
        """Write into the run what the asking has cost and met."""
        run.requests, run.windows, run.ceiling_met = self.requests, self.windows, self.ceiling_met
        run.request_id = self.request_id[:100]

    def _note_time(self, server_time: datetime | None) -> None:
        if self.server_time is None and server_time is not None:
            self.server_time = server_time
            self.until = server_time - CLOCK_SAFETY if self.close_window else None

    def _record(self, raw: Any) -> AppointmentRecord | None:
        try:
            record = appointment_record(raw)
        except (ValueError, TypeError, AttributeError):
            self.unusable += 1
            return None
        self.statuses.update(filter(None, [record.status]))
        self.providers.update(filter(None, [record.provider_id]))
        return record


def _is_empty(low: object, high: object) -> bool:
    return isinstance(low, datetime) and isinstance(high, datetime) and low > high


def _total(answer: Answer) -> int | None:
    count = answer.body.get("total_count")
    return count if isinstance(count, int) else None


def _items(answer: Answer) -> list[Any]:
    """Return the rows; an answer without a list is no proof that there are none."""
    body = answer.body if isinstance(answer.body, dict) else {}
    rows = body.get("data")
    if isinstance(rows, list):
        return rows
    if "data" in body and body.get("total_count") == 0:
        return []
    raise IncompleteWindow("Zocdoc's answer holds no list of appointments.")
