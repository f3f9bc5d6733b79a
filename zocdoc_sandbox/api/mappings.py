"""Which insurance plans a provider location takes, read and changed."""

from itertools import groupby

from zocdoc_sandbox.api.availability import place_of
from zocdoc_sandbox.clinic.models import Mapping
from zocdoc_sandbox.clock import micros
from zocdoc_sandbox.directory.accepting import mapped, mapped_at_first
from zocdoc_sandbox.directory.plans import PLANS, Plan
from zocdoc_sandbox.directory.providers import ProviderLocation
from zocdoc_sandbox.reading import choice
from zocdoc_sandbox.switches import SWITCHES
from zocdoc_sandbox.wire import Call, Json, Refused, invalid

SECOND = 1_000_000


def _managed_here(provider_location_id: str) -> ProviderLocation:
    place = place_of(provider_location_id)
    if place.mapped_by != "provider_location":
        raise Refused(409, f"The insurance of this provider location is managed by the {place.mapped_by}.")
    return place


def get_provider_location_insurance_mappings(call: Call, provider_location_id: str) -> Json:
    """Answer the plans in force and those that could be."""
    place = _managed_here(provider_location_id)
    taken = [{"insurance_plan_id": plan_id} for plan_id in mapped(place, micros(call.now))]
    return {"data": {"insurance_plan_mappings": taken, "eligible_insurances": _eligible(place)}}


def _eligible(place: ProviderLocation) -> list[Json]:
    plans = [plan for plan in PLANS.values() if plan.status == "active" and plan.covers(place.location.state)]
    by_carrier = groupby(sorted(plans, key=lambda plan: plan.carrier_id), key=lambda plan: plan.carrier_id)
    return [
        {"insurance_carrier_id": carrier, "insurance_carrier_networks": _networks(list(group))}
        for carrier, group in by_carrier
    ]


def _network(plan: Plan) -> tuple[str, str]:
    return plan.program_type, plan.network_type


def _networks(plans: list[Plan]) -> list[Json]:
    return [
        {"program_type": program, "network_type": network, "insurance_plan_ids": [plan.id for plan in group]}
        for (program, network), group in groupby(sorted(plans, key=_network), key=_network)
    ]


def _added(now: list[str], asked: list[str]) -> list[str]:
    return list(dict.fromkeys([*now, *asked]))


def _removed(now: list[str], asked: list[str]) -> list[str]:
    return [plan_id for plan_id in now if plan_id not in asked]


def _replaced(_: list[str], asked: list[str]) -> list[str]:
    return list(dict.fromkeys(asked))


CHANGES = {"Add": _added, "Remove": _removed, "Replace": _replaced}


def update_provider_location_insurance_mappings(call: Call, provider_location_id: str) -> Json:
    """Accept a change of the plans; it is in force only a little later."""
    change = CHANGES[choice(call.body.get("operation"), CHANGES, "operation")]
    asked = call.body.get("insurance_plan_ids")
    if not isinstance(asked, list) or any(str(plan_id) not in PLANS for plan_id in asked):
        raise invalid("An insurance plan is not known.", "insurance_plan_ids")
    place, now = _managed_here(provider_location_id), micros(call.now)
    row, _ = Mapping.objects.get_or_create(pk=place.id, defaults={"plan_ids": mapped_at_first(place)})
    waiting = row.coming if row.coming is not None else row.plan_ids
    row.plan_ids = mapped(place, now)
    row.coming, row.applies = change(waiting, asked), now + int(SWITCHES.mapping_delay * SECOND)
    row.save()
    call.committed()
    return {}
