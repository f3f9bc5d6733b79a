"""The operations on insurance plans and on what a provider location takes."""

from zocdoc_sync.operations import wishes
from zocdoc_sync.operations.forms import insurance as forms
from zocdoc_sync.operations.spec import CONNECTION, PROVIDER_LOCATION, Cleaned, OperationSpec

AREA = "insurance"


def _empties_the_mappings(cleaned: Cleaned) -> str:
    """Return what replacing by nothing would delete."""
    if cleaned["insurance_plan_ids"]:
        return ""
    return f"all insurance mappings of {cleaned['provider_location_id']}"


OPERATIONS = (
    OperationSpec(
        code="getProviderLocationInsuranceMappings",
        label="Get insurance mappings",
        area=AREA,
        target=PROVIDER_LOCATION,
        form=forms.Mappings,
        verb="Read mappings",
        icon="health_and_safety",
    ),
    OperationSpec(
        code="updateProviderLocationInsuranceMappings",
        label="Update insurance mappings",
        area=AREA,
        target=PROVIDER_LOCATION,
        form=forms.UpdateMappings,
        verb="Change mappings",
        icon="edit_note",
        writes=True,
        destroys=True,
        wish=wishes.plans_mapped,
        empties=_empties_the_mappings,
        typed="provider_location_id",
    ),
    OperationSpec(
        code="getInsurancePlans",
        label="Get insurance plans",
        area=AREA,
        target=CONNECTION,
        form=forms.SearchPlans,
        verb="Search",
        icon="travel_explore",
    ),
    OperationSpec(
        code="getInsurancePlan",
        label="Get insurance plan",
        area=AREA,
        target=CONNECTION,
        form=forms.OnePlan,
        verb="Read",
        icon="description",
    ),
)
