"""Wall time: which instants a local time stands for on the two days a year when clocks change."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo


# The providers of a clinic share their wall times: a week of forty has some hundreds, asked for ten thousand times.
@lru_cache(maxsize=16_384)
def instants(local: datetime, zone: str) -> tuple[datetime, ...]:
    """Return the UTC instants of a local time: none in the spring gap, two (earlier first) when it comes twice."""
    tz = ZoneInfo(zone)
    both = [local.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1)]
    real = [one for one in both if one.astimezone(tz).replace(tzinfo=None, fold=0) == local]
    return tuple(sorted(set(real)))


def clocks_change(day: date, zone: str) -> bool:
    """Tell whether a local day has another length than 24 hours."""
    tz = ZoneInfo(zone)
    return datetime.combine(day, time.min, tz).utcoffset() != datetime.combine(day, time(23, 59), tz).utcoffset()
