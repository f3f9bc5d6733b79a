"""Whether a provider location takes a plan."""

from typing import Any

from zocdoc_sandbox.clinic.models import Mapping
from zocdoc_sandbox.directory.plans import PLANS
from zocdoc_sandbox.directory.providers import ProviderLocation

DEFAULT_PLANS = 12


def mapped_at_first(place: ProviderLocation) -> list[str]:
    """Return the plans that a provider location takes before anyone changes them."""
    if place.accepts == "none":
        return []
    active = [plan for plan in PLANS.values() if plan.status == "active" and plan.covers(place.location.state)]
    wanted = place.provider.specialty.care_category
    matching = [plan.id for plan in active if plan.category == wanted]
    return [plan.id for plan in active] if place.accepts == "all" else matching[:DEFAULT_PLANS]


def mapped(place: ProviderLocation, now: int) -> list[str]:
    """Return the plans in force at an instant in microseconds."""
    row = Mapping.objects.filter(pk=place.id).first()
    if row is None:
        return mapped_at_first(place)
    return list(row.coming if row.coming is not None and row.applies <= now else row.plan_ids)


def acceptance(place: ProviderLocation, plan_id: str, now: int) -> str:
    """Return Zocdoc's word for whether the patient's plan is taken."""
    if not plan_id:
        return "insurance_not_specified"
    return "accepted" if plan_id in mapped(place, now) else "not_accepted"


def network_of(place: ProviderLocation, insurance: dict[str, Any], now: int) -> str:
    """Return in_network, out_of_network or self_pay for what a booking says, empty when it says nothing."""
    if insurance.get("is_self_pay"):
        return "self_pay"
    plan_id = insurance.get("insurance_plan_id")
    if not plan_id:
        return ""
    return "in_network" if plan_id in mapped(place, now) else "out_of_network"
