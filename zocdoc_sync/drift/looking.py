"""Looking at one provider's days: what Zocdoc offers, what is published, and what the mirror has as booked."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from zocdoc_sync.availability.answers import FreeTimes
from zocdoc_sync.availability.finding import free_times
from zocdoc_sync.availability.spans import today_there
from zocdoc_sync.drift.judging import Booking, Judgement, Offer, Sight, Visit, judge, uncovered
from zocdoc_sync.drift.reasons import further_reasons, usual_reasons, visits_of
from zocdoc_sync.models import Appointment, Provider, ProviderLocation
from zocdoc_sync.models.directory import DEFAULT_VISIT_MINUTES
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.rules import MOVABLE
from zocdoc_sync.sync.mirror.zones import zone_named
from zocdoc_sync.timeslots.errors import DayNotRead
from zocdoc_sync.timeslots.reading import look_at
from zocdoc_sync.timeslots.slot import Day

LOOKER = Actor.system("comparison of timeslots")
# A Zocdoc that does not answer is not asked for each day in turn.
FAULTS_IN_A_ROW = 3
NO_REASON = "No visit reason is known for this provider, and Zocdoc tells free times only for one: choose one."
NO_PLACE = "Zocdoc lists no location for this provider."


class NotLooked(Exception):
    """The provider could not be compared; its text is one sentence."""


@dataclass
class Look:
    """What came of a provider: a judgement or a fault by day, and the reasons that were asked for."""

    reason_ids: list[str]
    days: dict[date, Judgement] = field(default_factory=dict)
    faults: dict[date, str] = field(default_factory=dict)


@dataclass
class _Offers:
    """What Zocdoc offers a provider's days, by local day and visit, and for which locations it did not answer."""

    provider: Provider
    locations: Sequence[str]
    days: Sequence[date]
    visits: list[Visit] = field(default_factory=list)
    by_day: dict[date, dict[Visit, set[Offer]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    unknown: dict[date, set[str]] = field(default_factory=lambda: defaultdict(set))

    def on(self, day: date) -> dict[Visit, frozenset[Offer]]:
        """Return what is offered on a day, with every visit that was asked for."""
        return {visit: frozenset(self.by_day[day][visit]) for visit in self.visits}


def look(provider: Provider, days: Sequence[date], reason_ids: Sequence[str], *, now: Callable[[], datetime]) -> Look:
    """Compare a provider's days; without `reason_ids` the usual ones are asked for. Raise NotLooked.

    Free times come first and the published days after them: what is booked in between was still free then, and the
    mirror is asked last.
    """
    zones = _zones(provider)
    if not zones:
        raise NotLooked(NO_PLACE)
    chosen = list(reason_ids) or usual_reasons(provider)
    if not chosen:
        raise NotLooked(NO_REASON)
    after, offers = now(), _Offers(provider, list(zones), days)
    _mark_past(offers, after)
    _ask(offers, chosen, now)
    seen, faults = _published(provider, days, now)
    if not reason_ids:
        left = uncovered((slot for day in seen.values() for slot in day), offers.visits)
        further = further_reasons(left, chosen)
        _ask(offers, further, now)
        chosen += further
    bookings = _bookings(provider, days)
    judged = {
        day: judge(Sight(slots, offers.on(day), bookings[day], zones, after, frozenset(offers.unknown[day])))
        for day, slots in seen.items()
    }
    return Look(chosen, judged, faults)


def _zones(provider: Provider) -> dict[str, str]:
    """Return the zones of the provider's locations by Zocdoc's ids, "" where the zone is not known."""
    rows = ProviderLocation.objects.filter(provider=provider, gone_at__isnull=True, location__isnull=False)
    found = rows.order_by("zocdoc_id").values_list("location__zocdoc_id", "location__time_zone")
    return {zocdoc_id: zone if zone and zone_named(zone) else "" for zocdoc_id, zone in found}


def _mark_past(offers: _Offers, now: datetime) -> None:
    """Mark the days before Zocdoc's today: west of New York a day may still run of which it offers nothing more."""
    for day in offers.days:
        if day < today_there(now):
            offers.unknown[day] |= set(offers.locations)


def _ask(offers: _Offers, reason_ids: Iterable[str], now: Callable[[], datetime]) -> None:
    who, (first, *_, last) = offers.provider, offers.days
    ids = [f"{who.zocdoc_id}|{location}" for location in offers.locations]
    for visit in visits_of(reason_ids):
        found = free_times(
            who.connection, ids, visit.reason_id, visit.patient_type, first, last, actor=LOOKER, now=now()
        )
        offers.visits.append(visit)
        _take(offers, visit, found)


def _take(offers: _Offers, visit: Visit, found: FreeTimes) -> None:
    for slot in found.slots:
        # The start carries the offset of its place: its date is the local one.
        where = slot.place_id.partition("|")[2]
        offers.by_day[slot.start.date()][visit].add(Offer(where, slot.start.astimezone(UTC)))
    for fault in found.faults:
        for day in offers.days:
            if fault.first <= day <= fault.last:
                offers.unknown[day] |= {place.partition("|")[2] for place in fault.place_ids}


def _published(
    provider: Provider, days: Sequence[date], now: Callable[[], datetime]
) -> tuple[dict[date, Day], dict[date, str]]:
    seen: dict[date, Day] = {}
    faults: dict[date, str] = {}
    in_a_row = 0
    for day in days:
        try:
            seen[day] = _whole(look_at(provider, day, actor=LOOKER, now=now()))
            in_a_row = 0
        except DayNotRead as fault:
            faults[day] = fault.sentence
            in_a_row += 1
            if in_a_row >= FAULTS_IN_A_ROW:
                raise NotLooked(fault.sentence) from None
    return seen, faults


def _whole(slots: Day) -> Day:
    strange = {slot.zone for slot in slots if zone_named(slot.zone) is None}
    if strange:
        raise DayNotRead(f"Zocdoc names a time zone that is not known: {min(strange)[:60]}.")
    return slots


def _bookings(provider: Provider, days: Sequence[date]) -> dict[date, list[Booking]]:
    rows = Appointment.objects.filter(
        provider=provider, local_date__range=(days[0], days[-1]), status__in=MOVABLE, gone_at__isnull=True,
        start_time__isnull=False, location__isnull=False,
    )  # fmt: skip
    found: dict[date, list[Booking]] = defaultdict(list)
    columns = rows.values_list("local_date", "location__zocdoc_id", "start_time", "visit_reason__minutes")
    for day, location_id, start, minutes in columns:
        length = timedelta(minutes=minutes or DEFAULT_VISIT_MINUTES)
        found[day].append(Booking(location_id, start, length))
    return found
