"""With what places are compared: with each other, with one of them, or with a wanted list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zocdoc_sync.insurance.comparing import Holding, Plans, taken_somewhere
from zocdoc_sync.insurance.naming import counted, place_name
from zocdoc_sync.models import Connection, WantedPlans

EACH_OTHER = "provider"


@dataclass(frozen=True)
class Against:
    """A choice on the page and what it wants of each place."""

    word: str
    title: str
    wanted_at: Callable[[Holding], Plans]


def choices(connection: Connection, found: Sequence[Holding]) -> list[Against]:
    """Return what the places of a connection can be compared with; the first is the usual one."""
    lists = WantedPlans.objects.filter(connection=connection)
    return [
        Against(EACH_OTHER, "The other places of the same provider", taken_somewhere(found)),
        *(_list(one) for one in lists),
        *(_place(one) for one in found if not one.why_not),
    ]


def chosen(word: str, among: Sequence[Against]) -> Against:
    """Return the choice of a word; the usual one for a word that is none."""
    return next((one for one in among if one.word == word), among[0])


def _list(wanted: WantedPlans) -> Against:
    plans = frozenset(wanted.plan_ids)
    title = f"Wanted list “{wanted.name}” ({counted(len(plans), 'plan')})"
    return Against(f"list:{wanted.pk}", title, lambda _: plans)


def _place(holding: Holding) -> Against:
    plans = holding.expected
    return Against(f"place:{holding.place.pk}", f"{place_name(holding.place)} ({len(plans)})", lambda _: plans)
