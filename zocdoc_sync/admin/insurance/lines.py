"""The plans of a place as its page lists them: by carrier and network, a page of them at a time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zocdoc_sync.insurance.plans import PlanWords, carriers_of, words_of
from zocdoc_sync.models import InsuranceMapping, MappingState, PlaceInsurance, ProviderLocation

LINES_A_PAGE = 300
NOT_OFFERED = "Accepted, and not offered any more"
KINDS = {
    "": ("All plans", frozenset({"", *MappingState.values})),
    "accepted": ("Accepted", frozenset({MappingState.ACTIVE.value, MappingState.MANAGED_ELSEWHERE.value})),
    "open": ("Not accepted", frozenset({""})),
    "changing": ("Being changed", frozenset({MappingState.BEING_ADDED.value, MappingState.BEING_REMOVED.value})),
}
EXPECTED = frozenset({MappingState.ACTIVE.value, MappingState.BEING_ADDED.value, MappingState.MANAGED_ELSEWHERE.value})


@dataclass(frozen=True)
class Line:
    """One plan at a place; `state` is "" for a plan that is offered and neither taken nor asked for."""

    words: PlanWords
    carrier: str
    network: str
    state: str = ""

    @property
    def is_expected(self) -> bool:
        """Tell whether the place takes it once all that was asked is applied."""
        return self.state in EXPECTED

    def fits(self, term: str, kind: str) -> bool:
        """Tell whether a search and a filter keep it."""
        text = f"{self.words.name} {self.words.zocdoc_id} {self.carrier} {self.network}".casefold()
        return self.state in KINDS[kind][1] and all(word in text for word in term.casefold().split())


@dataclass
class Carrier:
    """The lines of one carrier on the page, by network."""

    name: str
    networks: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))

    @property
    def lines(self) -> list[Line]:
        """Return its lines of all networks."""
        return [line for lines in self.networks.values() for line in lines]

    @property
    def accepted(self) -> int:
        """Return how many of its lines the place takes."""
        return sum(line.is_expected for line in self.lines)


def lines_of(place: ProviderLocation, row: PlaceInsurance | None) -> list[Line]:
    """Return every plan that is offered at a place or known there, by carrier, network and name."""
    states = dict(InsuranceMapping.objects.filter(place=place).values_list("zocdoc_id", "state"))
    offers = {
        plan_id: (offer["carrier_id"], network_words(offer["program"], offer["network"]))
        for offer in (row.offered if row else [])
        for plan_id in offer["plan_ids"]
    }
    words = words_of(place.connection_id, {*states, *offers})
    carriers = carriers_of(place.connection_id)
    found = [_line(one, offers.get(one.zocdoc_id), carriers, states) for one in words.values()]
    return sorted(
        found, key=lambda line: (line.carrier.casefold(), line.network, line.words.name, line.words.zocdoc_id)
    )


def _line(
    words: PlanWords, offer: tuple[str, str] | None, carriers: Mapping[str, str], states: Mapping[str, str]
) -> Line:
    carrier_id, network = offer or ("", NOT_OFFERED)
    carrier = words.carrier or carriers.get(carrier_id) or carrier_id or "Carrier not known"
    return Line(words, carrier, network, states.get(words.zocdoc_id, ""))


def network_words(program: str, network: str) -> str:
    """Return a program and a network as people write them, such as "PPO · commercial exchange"."""
    kind = network.upper() if len(network) <= 3 else network.replace("_", " ")
    return " · ".join(part for part in (kind, program.replace("_", " ")) if part) or "No network told"


def grouped(lines: Iterable[Line]) -> list[Carrier]:
    """Return lines by carrier and network, in their order."""
    found: dict[str, Carrier] = {}
    for line in lines:
        found.setdefault(line.carrier, Carrier(line.carrier)).networks[line.network].append(line)
    for carrier in found.values():
        carrier.networks = dict(carrier.networks)
    return list(found.values())
