"""What plans are called: from the mirror, and asked of Zocdoc where it does not know them yet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from zocdoc_sync.insurance.naming import counted
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import InsurancePlan, ProviderLocation
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.sync.places.plans import keep_plans

# So many are asked for one by one while a person waits; for more, the whole state is read by a job.
ONE_BY_ONE = 15
ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class PlanWords:
    """A plan in words; the name of one that the mirror does not know is its id."""

    zocdoc_id: str
    name: str
    carrier: str = ""
    status: str = ""
    is_known: bool = True

    @property
    def is_sold(self) -> bool:
        """Tell whether Zocdoc still lists the plan as active; one that is not known may be."""
        return self.status in ("", "active")


def words_of(connection_id: int, zocdoc_ids: Collection[str]) -> Mapping[str, PlanWords]:
    """Return plans in words, by id, those that the mirror does not know too."""
    wanted, found = sorted(zocdoc_ids), {one: PlanWords(one, one, is_known=False) for one in zocdoc_ids}
    for first in range(0, len(wanted), ROWS_AT_ONCE):
        rows = InsurancePlan.objects.filter(
            connection_id=connection_id, zocdoc_id__in=wanted[first : first + ROWS_AT_ONCE]
        )
        for row in rows.only("zocdoc_id", "name", "carrier_name", "status"):
            found[row.zocdoc_id] = PlanWords(row.zocdoc_id, row.name or row.zocdoc_id, row.carrier_name, row.status)
    return found


def carriers_of(connection_id: int) -> Mapping[str, str]:
    """Return the names of carriers by their ids, as far as the mirror knows plans of them."""
    rows = InsurancePlan.objects.filter(connection_id=connection_id).exclude(carrier_name="")
    return dict(rows.order_by().values_list("carrier_zocdoc_id", "carrier_name").distinct())


def read_names(place: ProviderLocation, unknown: Collection[str], *, actor: Actor, now: datetime) -> str:
    """Ask what plans are called, or plan that the place's state is read, and return what was done in one sentence.

    Raise NotPermitted.
    """
    state = place.location.state if place.location else ""
    if state and len(unknown) > ONE_BY_ONE:
        plan(
            "sync.plans", {"connection_id": place.connection_id, "state": state}, now=now,
            key=f"plans:{place.connection_id}:{state}", connection=place.connection,
        )  # fmt: skip
        return f"The plans of {state} are being read: their names follow within a minute while the worker runs."
    read = 0
    for zocdoc_id in sorted(unknown)[:ONE_BY_ONE]:
        outcome = perform("getInsurancePlan", place.connection, {"insurance_plan_id": zocdoc_id}, actor=actor, now=now)
        if outcome.ok and outcome.answer is not None:
            read += len(keep_plans(place.connection, [outcome.answer.data], now=now).ids)
        elif outcome.error_code != "not_found":
            return f"{counted(read, 'name')} read, then: {outcome.sentence}"
    left = len(unknown) - read
    return f"{counted(read, 'name')} read." + (f" {left} are still known by their ids alone." if left else "")
