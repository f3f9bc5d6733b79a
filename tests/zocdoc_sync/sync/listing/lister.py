"""An appointment list as Zocdoc serves it, in memory: filters, orders, pages, a ceiling, and life between pages."""

from bisect import bisect_left, bisect_right
from datetime import UTC, datetime, timedelta

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.sync.listing.asking import Asking
from zocdoc_sync.sync.listing.narrowing import Narrowing
from zocdoc_sync.sync.listing.question import MODIFIED, Question, Span

BEGIN = datetime(2026, 3, 2, 12, tzinfo=UTC)
COLUMNS = {
    "last_modified_time_utc": "last_modified_time_utc",
    "start_time_utc": "start_time",
    "created_time_utc": "created_time_utc",
}
EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


def nothing(_):
    """Nothing happens between the pages."""


def at(seconds):
    return BEGIN + timedelta(seconds=seconds)


def row(number, modified, *, start=0.0, created=0.0, status="confirmed", provider="pr_1"):
    return {
        "appointment_id": f"{number:08d}",
        "appointment_status": status,
        "start_time": None if start is None else at(start),
        "created_time_utc": at(created),
        "last_modified_time_utc": None if modified is None else at(modified),
        "provider_location_id": f"{provider}|lo_1",
        "visit_reason_id": "pc_1",
    }


class Lister:
    """`between` is called with the lister before each answer: there rows may change."""

    def __init__(self, rows, *, ceiling=1000, now=BEGIN, between=None, nulls_first=True, total=None):
        self.rows = {one["appointment_id"]: one for one in rows}
        self.ceiling, self.now, self.between = ceiling, now, between or nothing
        self.nulls_first, self.total = nulls_first, total
        self.asked, self._sorted = [], {}

    def fetch(self, fields):
        self.between(self)
        self.asked.append(dict(fields))
        found = self._stretch(fields)
        if not self.nulls_first or any(name in fields for name in self._others(fields["sort_by"])):
            found = [one for one in found if self._fits(one, fields)]
        if fields.get("sort_direction") == "descending":
            found.reverse()
        first, size = fields["page"] * fields["page_size"], fields["page_size"]
        assert 1 <= size <= 100
        assert 0 <= fields["page"] <= 10
        body = {
            "data": [_told(one) for one in found[: self.ceiling][first : first + size]],
            "total_count": min(len(found), self.ceiling) if self.total is None else self.total,
            "next_url": "",
            "request_id": "r",
        }
        return Answer("getAppointments", 200, body, "r", self.now.replace(microsecond=0), 1)

    def _others(self, sort_by):
        times = [f"{name}_{end}" for name in COLUMNS if name != sort_by for end in ("min", "max")]
        return [*times, "statuses", "provider_ids"]

    def _stretch(self, fields):
        """Return the rows between the bounds of the order's own column, in its order."""
        name = fields["sort_by"]
        if self.between is not nothing or name not in self._sorted:
            self._sorted[name] = sorted(self.rows.values(), key=self._order(COLUMNS[name]))
        ordered, column = self._sorted[name], COLUMNS[name]
        first, last = 0, len(ordered)
        if (low := fields.get(f"{name}_min")) and self.nulls_first:
            first = bisect_left(ordered, low, key=lambda one: one[column] or EVER[0])
        if (high := fields.get(f"{name}_max")) and self.nulls_first:
            last = bisect_right(ordered, high, key=lambda one: one[column] or EVER[0])
        return ordered[first:last]

    def _order(self, column):
        return lambda one: ((one[column] is None) != self.nulls_first, one[column] or BEGIN, one["appointment_id"])

    def _fits(self, one, fields):
        for name, column in COLUMNS.items():
            low, high = fields.get(f"{name}_min"), fields.get(f"{name}_max")
            value = one[column]
            if (low and (value is None or value < low)) or (high and (value is None or value > high)):
                return False
        status, provider = fields.get("statuses"), fields.get("provider_ids")
        return status in (None, one["appointment_status"]) and (
            provider is None or one["provider_location_id"].startswith(f"{provider}|")
        )


def _told(one):
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in one.items()}


def read(lister, low=None, *, statuses=(), providers=(), close_window=True, dimension=MODIFIED, high=None):
    """List everything from `low` on; return the records by id, the listing, and the asking."""
    asking = Asking(lister.fetch, close_window=close_window, statuses=set(statuses), providers=set(providers))
    listing = Narrowing(asking, asking.statuses, asking.providers)
    got, below = {}, None
    for part in listing.parts(Question((Span(dimension, low, high),))):
        got.update({record.appointment_id: record for record in part.records})
        if part.below is not None and not listing.holes:
            below = part.below
    listing.below = below
    return got, listing, asking
