"""Comparing what places take with what is wanted of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from zocdoc_sync.insurance.told import offered_ids
from zocdoc_sync.models import InsuranceMapping, MappingState, PlaceInsurance, ProviderLocation

Plans = frozenset[str]
STATES = MappingState
NOT_READ = "Its insurance was not read yet."


@dataclass(frozen=True)
class Holding:
    """What one place takes, as the mirror has it; `why_not` says why it cannot be compared."""

    place: ProviderLocation
    seen: Plans = frozenset()
    expected: Plans = frozenset()
    offered: Plans = frozenset()
    why_not: str = ""
    row: PlaceInsurance | None = None


@dataclass(frozen=True)
class Compared:
    """How a place differs from what is wanted; `absent` are wanted plans that Zocdoc does not offer there."""

    holding: Holding
    missing: Plans = frozenset()
    extra: Plans = frozenset()
    absent: Plans = frozenset()
    changing: Plans = frozenset()
    wanted: Plans = field(default=frozenset(), repr=False)

    @property
    def place(self) -> ProviderLocation:
        """Return the place that is compared."""
        return self.holding.place

    @property
    def differs(self) -> bool:
        """Tell whether something would have to change."""
        return bool(self.missing or self.extra)

    @property
    def empties(self) -> bool:
        """Tell whether bringing the place in line leaves it without any plan."""
        return bool(self.holding.expected) and not (self.holding.expected - self.extra) | self.missing


def holdings(places: Sequence[ProviderLocation]) -> list[Holding]:
    """Return what these places take, in two queries."""
    rows = {row.pk: row for row in PlaceInsurance.objects.filter(place__in=places)}
    states: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for place_id, zocdoc_id, state in InsuranceMapping.objects.filter(place__in=places).values_list(
        "place_id", "zocdoc_id", "state"
    ):
        states[place_id].append((zocdoc_id, state))
    return [_holding(place, rows.get(place.pk), states[place.pk]) for place in places]


def _holding(place: ProviderLocation, row: PlaceInsurance | None, states: Iterable[tuple[str, str]]) -> Holding:
    if row is None or row.read_at is None:
        return Holding(place, why_not=row.fault if row and row.fault else NOT_READ, row=row)
    kept = list(states)
    return Holding(
        place=place,
        seen=frozenset(one for one, state in kept if state != STATES.BEING_ADDED),
        expected=frozenset(one for one, state in kept if state != STATES.BEING_REMOVED),
        offered=offered_ids(row.offered),
        why_not=row.managed_by,
        row=row,
    )


def compare(found: Iterable[Holding], wanted_at: Callable[[Holding], Plans]) -> list[Compared]:
    """Return how each place differs from what is wanted of it; a place that cannot be compared differs in nothing."""
    return [Compared(one) if one.why_not else _compared(one, wanted_at(one)) for one in found]


def _compared(one: Holding, wanted: Plans) -> Compared:
    lacking = wanted - one.expected
    # Where Zocdoc told no offers, nothing can be said to be absent from them.
    absent = lacking - one.offered if one.offered else frozenset()
    return Compared(
        holding=one,
        missing=lacking - absent,
        extra=one.expected - wanted,
        absent=absent,
        changing=one.seen ^ one.expected,
        wanted=wanted,
    )


def taken_somewhere(found: Iterable[Holding]) -> Callable[[Holding], Plans]:
    """Return what is wanted of each place when a provider's places should all take the same: what any of them takes."""
    by_provider: dict[int | None, Plans] = defaultdict(frozenset)
    for one in found:
        by_provider[one.place.provider_id] |= one.expected
    return lambda one: by_provider[one.place.provider_id]
