"""Remember just enough to yield each appointment of an ascending listing once."""

from collections.abc import Iterable
from datetime import datetime

from zocdoc_sync.client.records import AppointmentRecord


class Recent:
    """The ids of the newest instant: only they come again, when a listing goes on from it or narrows it."""

    def __init__(self) -> None:
        self._instant: datetime | None = None
        self._ids: set[str] = set()

    def fresh(self, records: Iterable[AppointmentRecord]) -> list[AppointmentRecord]:
        """Return the records that did not just come."""
        return [record for record in records if self._is_new(record)]

    def _is_new(self, record: AppointmentRecord) -> bool:
        instant = record.last_modified_time
        if instant is None:
            return True
        if self._instant is None or instant > self._instant:
            self._instant, self._ids = instant, set()
        if instant < self._instant:
            return True
        known = record.appointment_id in self._ids
        self._ids.add(record.appointment_id)
        return not known
