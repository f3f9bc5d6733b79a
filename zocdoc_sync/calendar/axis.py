"""The hours of one local day as they pass: 24 of them, 23 or 25 on the days when clocks change."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

HOUR = 60


@dataclass(frozen=True)
class Tick:
    """An hour of the day: how many minutes after midnight it comes, and what the clocks show."""

    minute: int
    hour: int
    label: str


@dataclass(frozen=True)
class Axis:
    """A local day; `begin` is UTC, minutes are counted from it as they pass, not as clocks show them."""

    day: date
    zone: tzinfo
    begin: datetime
    minutes: int
    ticks: tuple[Tick, ...]
    letters: str

    @property
    def clocks_change(self) -> bool:
        """Tell whether the day has another length than 24 hours."""
        return self.minutes != 24 * HOUR

    @property
    def shape(self) -> tuple[str, tuple[str, ...]]:
        """Return what two days have in common that can stand beside the same hours."""
        return str(self.zone), (self.letters, *(tick.label for tick in self.ticks))

    def minute_of(self, instant: datetime) -> int:
        """Return how many minutes after midnight an instant comes; below 0 or past `minutes` on other days."""
        return int((instant - self.begin).total_seconds() // 60)

    def crop(self, first_hour: int, last_hour: int) -> tuple[int, int]:
        """Return the minutes at which clocks first show `first_hour`, and at which `last_hour` is last reached."""
        begins = [tick.minute for tick in self.ticks if tick.hour >= first_hour]
        ends = [tick.minute + HOUR for tick in self.ticks if tick.hour < last_hour]
        return begins[0] if begins else 0, min(ends[-1], self.minutes) if ends else self.minutes


@lru_cache(maxsize=512)
def axis_of(day: date, zone: tzinfo) -> Axis:
    """Return the hours of a day in a zone; on a day when clocks change each hour carries the zone's letters."""
    begin, end = (_midnight(one, zone) for one in (day, day + timedelta(days=1)))
    minutes = int((end - begin).total_seconds() // 60)
    hours = [(begin + timedelta(minutes=minute)).astimezone(zone) for minute in range(0, minutes, HOUR)]
    letters = list(dict.fromkeys(f"{local:%Z}" for local in hours))
    shape = "%H:%M %Z" if len(letters) > 1 else "%H:%M"
    ticks = tuple(Tick(number * HOUR, local.hour, f"{local:{shape}}") for number, local in enumerate(hours))
    return Axis(day, zone, begin, minutes, ticks, " → ".join(letters))


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
