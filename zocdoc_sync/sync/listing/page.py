"""One page of a listing, and what can be told from it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from zocdoc_sync.client.records import AppointmentRecord
from zocdoc_sync.sync.listing.incomplete import IncompleteWindow

CEILING = 1000


@dataclass(frozen=True)
class Page:
    """Rows as they stood; None where Zocdoc sent one without a usable id, so that positions still count."""

    rows: tuple[AppointmentRecord | None, ...]
    total_count: int | None

    def records(self, skipped: int = 0) -> list[AppointmentRecord]:
        """Return the usable rows after the first `skipped` positions."""
        return [row for row in self.rows[skipped:] if row is not None]

    def last_value(self, dimension: str) -> datetime | None:
        """Return the last value that the page tells of a dimension."""
        return next((value for row in reversed(self.records()) if (value := getattr(row, dimension))), None)

    def check_order(self, dimension: str) -> None:
        """Raise IncompleteWindow unless the values ascend: else nothing can go on from the last one."""
        values = [value for row in self.records() if (value := getattr(row, dimension))]
        if any(later < earlier for earlier, later in pairwise(values)):
            raise IncompleteWindow("Zocdoc did not return the appointments in the order that was asked for.")

    def tail(self, dimension: str, value: datetime | None) -> int:
        """Return how many rows at the end of the page would come again if we went on from `value`."""
        before = [position for position, row in enumerate(self.rows) if _earlier(row, dimension, value)]
        return len(self.rows) - (before[-1] + 1 if before else 0)

    def promises_more(self, position: int) -> bool:
        """Tell whether the count that came with the page goes beyond its last `position`.

        Only this direction is believed: a count that says "nothing more" never ends a listing, a page that is not
        full does.
        """
        return self.total_count is not None and position < self.total_count


def _earlier(row: AppointmentRecord | None, dimension: str, value: datetime | None) -> bool:
    own = getattr(row, dimension) if row else None
    return own is not None and value is not None and own < value
