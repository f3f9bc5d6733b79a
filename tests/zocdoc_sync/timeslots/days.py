"""Random slots, days and weekly ranges for the property tests, and a few of known make."""

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from zocdoc_sync.timeslots.ranges import Range
from zocdoc_sync.timeslots.slot import Slot

NEW_YORK = "America/New_York"
US_ZONES = (
    "America/New_York", "America/Detroit", "America/Indiana/Indianapolis", "America/Kentucky/Louisville",
    "America/Chicago", "America/Menominee", "America/North_Dakota/Center", "America/Denver", "America/Boise",
    "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "America/Juneau", "America/Adak", "Pacific/Honolulu",
    "America/Puerto_Rico", "Pacific/Guam", "Pacific/Pago_Pago",
)  # fmt: skip
SPRING = date(2027, 3, 14)
AUTUMN = date(2027, 11, 7)
DAY = date(2026, 12, 1)
PLACES = ("lo_a", "lo_b", "lo_c")
REASONS = ("pc_a", "pc_b", "pc_c")

clocks = st.times().map(lambda one: one.replace(second=0, microsecond=0))
some_reasons = st.lists(st.sampled_from(REASONS), unique=True).map(lambda ids: tuple(sorted(ids)))
slots = st.builds(
    Slot,
    location_id=st.sampled_from(PLACES),
    start=clocks.map(lambda clock: datetime.combine(DAY, clock)),
    zone=st.just(NEW_YORK),
    allowed=some_reasons,
    excluded=some_reasons,
    patient_type=st.sampled_from(("", "new", "existing")),
)
days = st.frozensets(slots, max_size=30)
ranges = st.builds(
    Range,
    location_id=st.sampled_from(PLACES),
    zone=st.sampled_from(US_ZONES),
    first=clocks,
    until=clocks,
    every=st.integers(5, 180),
)
both_weeks = st.sampled_from([start + timedelta(days=n) for start in (SPRING, AUTUMN) for n in range(-3, 4)])


def at(clock, place="lo_a", **restrictions):
    return Slot(place, datetime.combine(DAY, time.fromisoformat(clock)), NEW_YORK, **restrictions)


def day(*clocks, place="lo_a"):
    return frozenset(at(clock, place) for clock in clocks)
