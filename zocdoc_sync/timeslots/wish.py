"""What a person, a command or a run wants of a provider's day."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from zocdoc_sync.models import Provider
from zocdoc_sync.timeslots.slot import Day


@dataclass(frozen=True)
class Wish:
    """A day to put: what was shown when it was edited, what is wanted, and what the person acknowledged."""

    provider: Provider
    day: date
    shown: Day
    wanted: Day
    said: Collection[str] = field(default_factory=frozenset)
    typed: str = ""
