"""Specialties, visit reasons and insurance plans."""

from zocdoc_sandbox.directory.plans import CARRIERS, PLANS, Plan
from zocdoc_sandbox.directory.specialties import SPECIALTIES, VISIT_REASONS, Specialty, VisitReason
from zocdoc_sandbox.nulls import optional
from zocdoc_sandbox.paging import paged
from zocdoc_sandbox.reading import PLAN, SPECIALTY, VISIT_REASON, choice, shaped
from zocdoc_sandbox.wire import Call, Json, Refused, invalid

DEFAULT_PAGE, LARGEST_PAGE, LAST_PAGE = 100, 500, 200
STAMPS = {"created_timestamp_utc": "2024-02-01T12:00:00Z", "last_updated_timestamp_utc": "2026-08-03T09:30:00Z"}
CARE_CATEGORIES = ("health", "dental", "vision")
# query parameter: attribute of a plan and the values that it takes
PLAN_FILTERS = {
    "status": ("status", ("active", "inactive", "deleted")),
    "network_type": ("network_type", (
        "hmo", "ppo", "pos", "epo", "indemnity", "aso", "aco", "acp", "medicare", "medicaid", "other", "uncategorized",
        "hmo_pos",
    )),
    "program_type": ("program_type", (
        "commercial", "commercial_exchange", "medicare", "medicaid", "workers_compensation", "uncategorized",
        "medicare_advantage", "medicaid_managed_care", "federal",
    )),
    "care_category": ("category", CARE_CATEGORIES),
}  # fmt: skip


def get_specialties(call: Call) -> Json:
    """Answer the specialties, of one care category if asked."""
    wanted = call.query.get("care_category", "")
    if wanted:
        choice(wanted, CARE_CATEGORIES, "care_category")
    rows = [_specialty(each) for each in SPECIALTIES.values() if not wanted or each.care_category == wanted]
    return paged(call, rows, DEFAULT_PAGE, LARGEST_PAGE, LAST_PAGE)


def get_specialty_by_id(call: Call, specialty_id: str) -> Json:  # noqa: ARG001 (one signature for all handlers)
    """Answer one specialty."""
    if shaped(specialty_id, SPECIALTY, "specialty_id") not in SPECIALTIES:
        raise Refused(404, "The specialty was not found.", "specialty_id")
    return {"data": _specialty(SPECIALTIES[specialty_id])}


def get_visit_reasons(call: Call) -> Json:
    """Answer the visit reasons, of one specialty if asked."""
    wanted = call.query.get("specialty_id", "")
    if wanted and wanted not in SPECIALTIES:
        raise invalid("There is no such specialty.", "specialty_id")
    rows = [_reason(each) for each in VISIT_REASONS.values() if not wanted or each.specialty_id == wanted]
    return paged(call, rows, DEFAULT_PAGE, LARGEST_PAGE, LAST_PAGE)


def get_visit_reason_by_id(call: Call, visit_reason_id: str) -> Json:  # noqa: ARG001 (one signature for all handlers)
    """Answer one visit reason."""
    if shaped(visit_reason_id, VISIT_REASON, "visit_reason_id") not in VISIT_REASONS:
        raise Refused(404, "The visit reason was not found.", "visit_reason_id")
    return {"data": _reason(VISIT_REASONS[visit_reason_id])}


def get_insurance_plans(call: Call) -> Json:
    """Answer the plans by state, status (active unless asked), network, program and category."""
    wanted = {"status": call.query.get("status") or "active"}
    wanted |= {name: call.query[name] for name in PLAN_FILTERS if call.query.get(name)}
    for name, value in wanted.items():
        choice(value, PLAN_FILTERS[name][1], name)
    state = call.query.get("state", "").upper()
    rows = [
        _plan(each)
        for each in PLANS.values()
        if all(getattr(each, PLAN_FILTERS[name][0]) == value for name, value in wanted.items())
        if not state or each.covers(state)
    ]
    return paged(call, rows, DEFAULT_PAGE, LARGEST_PAGE, LAST_PAGE)


def get_insurance_plan(call: Call, insurance_plan_id: str) -> Json:  # noqa: ARG001 (one signature for all handlers)
    """Answer one plan, whatever its status."""
    if shaped(insurance_plan_id, PLAN, "insurance_plan_id") not in PLANS:
        raise Refused(404, "The insurance plan was not found.", "insurance_plan_id")
    return {"data": _plan(PLANS[insurance_plan_id])}


def _specialty(each: Specialty) -> Json:
    return {
        "id": each.id,
        "name": each.name,
        "care_category": each.care_category,
        "default_visit_reason_id": each.default.id,
        "default_visit_reason_name": each.default.name,
    }


def _reason(each: VisitReason) -> Json:
    return {"id": each.id, "name": each.name, "specialty_id": each.specialty_id}


def _plan(each: Plan) -> Json:
    return {
        "id": each.id,
        "name": each.name,
        "carrier": {"id": each.carrier_id, "name": CARRIERS[each.carrier_id]},
        "network_type": each.network_type,
        "program_type": each.program_type,
        "status": each.status,
        "care_categories": [each.category],
        "coverage_area": {"is_national": not each.states} | optional(states=list(each.states) or None),
        "ref_metadata": dict(STAMPS),
    }
