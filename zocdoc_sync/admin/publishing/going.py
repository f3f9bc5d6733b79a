"""What goes from the days of a run, by location and in words."""

from collections import Counter
from collections.abc import Iterable

from zocdoc_sync.models import Location, PublishDay, PublishRun
from zocdoc_sync.timeslots.differences import differences
from zocdoc_sync.timeslots.slot import day_of


def names_of(run: PublishRun) -> dict[str, str]:
    """Return what the locations of a run's clinic are called, by id."""
    return {row.zocdoc_id: str(row) for row in Location.objects.of(run.connection)}


def going(days: Iterable[PublishDay], names: dict[str, str]) -> str:
    """Return which locations lose how many timeslots, such as "Riverbend Online 72", "" when none does."""
    lost: Counter[str] = Counter()
    for day in days:
        for one in differences(day_of(day.shown), day_of(day.wanted)):
            lost[one.location_id] += len(one.removed)
    return ", ".join(sorted(f"{names.get(place, place)} {count}" for place, count in lost.items() if count))
