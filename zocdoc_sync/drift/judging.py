"""One provider's day judged: what Zocdoc offers and nobody published, what cannot be booked, what is booked outside."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from zocdoc_sync.timeslots.reasons import takes
from zocdoc_sync.timeslots.slot import Day, Slot
from zocdoc_sync.timeslots.wall import instants

UNPUBLISHED, UNBOOKABLE, OUTSIDE = "unpublished", "unbookable", "outside"
KINDS = {
    UNPUBLISHED: "Offered, not published",
    UNBOOKABLE: "Published, not bookable",
    OUTSIDE: "Booked outside",
}
# A day that is wrong altogether is told by its numbers, not by a thousand lines.
MOST_FINDINGS = 200


@dataclass(frozen=True, order=True)
class Visit:
    """For what and for whom Zocdoc was asked."""

    reason_id: str
    patient_type: str

    def fits(self, slot: Slot) -> bool:
        """Tell whether a published slot takes it."""
        return takes(slot, self.reason_id) and slot.patient_type in ("", self.patient_type)


@dataclass(frozen=True, order=True)
class Offer:
    """A start that Zocdoc offers: where and when (UTC)."""

    location_id: str
    at: datetime


@dataclass(frozen=True)
class Booking:
    """A living appointment of the provider: where, when (UTC) and for how long it keeps them busy."""

    location_id: str
    at: datetime
    length: timedelta

    def covers(self, instant: datetime) -> bool:
        """Tell whether the provider is busy with it at an instant."""
        return self.at <= instant < self.at + self.length


@dataclass(frozen=True)
class Sight:
    """All that was seen of one day of one provider.

    `offers` holds what Zocdoc offers for each visit that it was asked for, `unknown` the locations for which it did not
    answer, `zones` the IANA zones of locations; only what lies after `after` is judged, since Zocdoc offers no past.
    """

    slots: Day
    offers: Mapping[Visit, frozenset[Offer]]
    bookings: Collection[Booking]
    zones: Mapping[str, str]
    after: datetime
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that does not fit: where, and when in wall time with its zone's name."""

    wall: str
    kind: str
    location_id: str


@dataclass
class Judgement:
    """The numbers of a day and what does not fit; `unjudged` slots take nothing of what was asked for."""

    published: int = 0
    bookable: int = 0
    booked: int = 0
    unjudged: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    findings: list[Finding] = field(default_factory=list)


def judge(sight: Sight) -> Judgement:
    """Return what fits on a day and what does not."""
    offered = frozenset().union(*sight.offers.values())
    found = Judgement(published=len(sight.slots), bookable=len(offered), booked=len(sight.bookings))
    found.unjudged = sum(not _asked_for(sight, slot) for slot in sight.slots)
    misfits = (
        (UNPUBLISHED, _unpublished(sight)),
        (UNBOOKABLE, _unbookable(sight)),
        (OUTSIDE, _outside(sight)),
    )
    for kind, places in misfits:
        findings = sorted(Finding(_wall(sight, where, at), kind, where) for where, at in places)
        found.counts[kind] = len(findings)
        found.findings += findings[:MOST_FINDINGS]
    return found


def uncovered(slots: Iterable[Slot], visits: Collection[Visit]) -> list[Slot]:
    """Return the slots that none of these visits fits."""
    return [slot for slot in slots if not any(visit.fits(slot) for visit in visits)]


def _asked_for(sight: Sight, slot: Slot) -> list[Visit]:
    return [visit for visit in sight.offers if visit.fits(slot)]


def _published(sight: Sight) -> dict[tuple[str, datetime], list[Slot]]:
    """Return the slots by where and when; a wall time that comes twice stands for both instants."""
    found: dict[tuple[str, datetime], list[Slot]] = {}
    for slot in sight.slots:
        for at in instants(slot.start, slot.zone):
            found.setdefault((slot.location_id, at), []).append(slot)
    return found


def _unpublished(sight: Sight) -> set[tuple[str, datetime]]:
    published = _published(sight)
    return {
        (offer.location_id, offer.at)
        for visit, offers in sight.offers.items()
        for offer in offers
        if not any(visit.fits(slot) for slot in published.get((offer.location_id, offer.at), ()))
    }


def _unbookable(sight: Sight) -> Iterator[tuple[str, datetime]]:
    for slot in sight.slots:
        both = instants(slot.start, slot.zone)
        ahead = [at for at in both if at > sight.after]
        visits = _asked_for(sight, slot)
        if not ahead or len(ahead) < len(both) or not visits or slot.location_id in sight.unknown:
            continue
        is_offered = any(Offer(slot.location_id, at) in sight.offers[visit] for visit in visits for at in ahead)
        # A provider who is busy at one location is busy at all of them.
        if not is_offered and not any(booking.covers(at) for booking in sight.bookings for at in ahead):
            yield slot.location_id, ahead[0]


def _outside(sight: Sight) -> set[tuple[str, datetime]]:
    published = _published(sight)
    return {
        (booking.location_id, booking.at)
        for booking in sight.bookings
        if booking.at > sight.after and (booking.location_id, booking.at) not in published
    }


def _wall(sight: Sight, location_id: str, at: datetime) -> str:
    local = at.astimezone(ZoneInfo(sight.zones[location_id])) if sight.zones.get(location_id) else at.astimezone(UTC)
    return f"{local:%H:%M %Z}"
