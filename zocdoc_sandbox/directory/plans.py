"""Insurance plans: a few carriers across states, and the plans that Zocdoc's sandbox names."""

from dataclasses import dataclass

CARRIERS = {
    "ic_101": "Aldermoor Health", "ic_102": "Blue Harbor", "ic_103": "Cedar Mutual", "ic_104": "Dovetail Insurance",
    "ic_105": "Evergreen Plans", "ic_106": "Fieldstone Care", "ic_107": "Granite Dental", "ic_108": "Horizon Sight",
}  # fmt: skip
CATEGORY = {"ic_107": "dental", "ic_108": "vision"}
STATES = ("NY", "NJ", "CT", "IL", "IN", "CA", "TX", "FL", "PA", "MA")
NETWORKS = (("ppo", "commercial"), ("hmo", "commercial"), ("epo", "commercial_exchange"))
FIRST_ID = 10001
NO_PLANS_IN = "AK"  # the sandbox's state without plans, national ones included


@dataclass(frozen=True)
class Plan:
    """One insurance plan; no states means that it is national."""

    id: str
    name: str
    carrier_id: str
    network_type: str = "ppo"
    program_type: str = "commercial"
    category: str = "health"
    status: str = "active"
    states: tuple[str, ...] = ()

    def covers(self, state: str) -> bool:
        """Say whether the plan is sold in a state, by its two letters."""
        return state != NO_PLANS_IN and (not self.states or state in self.states)


FIXED = (
    Plan("ip_5432", "Blue Harbor National PPO", "ic_102"),
    Plan("ip_2345", "Cedar Mutual California HMO", "ic_103", "hmo", states=("CA",)),
    Plan("ip_2052", "Aldermoor Medicare Advantage", "ic_101", "medicare", "medicare_advantage"),
    Plan("ip_8281", "Fieldstone Medicaid", "ic_106", "medicaid", "medicaid", states=("NY",)),
    Plan("ip_9111", "Dovetail Open Access", "ic_104", "pos"),
    Plan("ip_2667", "Dovetail Legacy", "ic_104", "indemnity", status="inactive"),
    Plan("ip_5292", "Evergreen Retired", "ic_105", status="deleted"),
    Plan("ip_2600", "Evergreen Health Choice", "ic_105", "epo"),
    Plan("ip_6501", "Granite Dental Complete", "ic_107", category="dental"),
    Plan("ip_5907", "Horizon Sight Plus", "ic_108", category="vision"),
)


def _sold() -> list[Plan]:
    offers = [
        (carrier, name, state, network)
        for carrier, name in CARRIERS.items()
        for state in STATES
        for network in (NETWORKS if carrier not in CATEGORY else NETWORKS[:1])
    ]
    return [_sold_in(number, *offer) for number, offer in enumerate(offers, start=FIRST_ID)]


def _sold_in(number: int, carrier: str, name: str, state: str, network: tuple[str, str]) -> Plan:
    network_type, program = network
    plan_name = f"{name} {state} {network_type.upper()}"
    category = CATEGORY.get(carrier, "health")
    return Plan(f"ip_{number}", plan_name, carrier, network_type, program, category, states=(state,))


PLANS = {plan.id: plan for plan in (*FIXED, *_sold())}
