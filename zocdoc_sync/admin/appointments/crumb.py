"""An appointment as the top of a page names it: by its time, not by its id, and never by its patient."""

from dataclasses import dataclass
from typing import Any

from zocdoc_sync.admin.times import long_time, zone_of
from zocdoc_sync.models import Appointment


@dataclass(frozen=True)
class Crumb:
    """What the admin's frame asks of a row to name it and to link to it."""

    pk: int
    words: str
    _meta: Any = Appointment._meta

    @classmethod
    def of(cls, appointment: Appointment) -> "Crumb":
        """Return the crumb of an appointment."""
        return cls(appointment.pk, words_for(appointment))

    def __str__(self) -> str:
        return self.words


def words_for(appointment: Appointment) -> str:
    """Return the words for an appointment where no patient is named, such as "Tue 24 Nov, 09:30 EST, Dr. Mae Jung"."""
    when = long_time(appointment.start_time, zone_of(appointment)) if appointment.start_time else "No time yet"
    return f"{when}, {appointment.provider}" if appointment.provider else when
