"""Input of the operations on insurance plans and on what a provider location takes."""

from zocdoc_sync.operations.fields import ids
from zocdoc_sync.operations.fields.ids import ProviderLocationId, ZocdocId
from zocdoc_sync.operations.fields.lists import ListOf
from zocdoc_sync.operations.fields.words import OneOf, Text, us_state
from zocdoc_sync.operations.forms.base import OperationForm
from zocdoc_sync.operations.forms.paging import care_categories, page_field, size_field

STATUSES = [("active", "Active"), ("inactive", "Inactive"), ("deleted", "Deleted")]
WAYS = [("Add", "Add these plans"), ("Remove", "Remove these plans"), ("Replace", "Replace all plans by these")]
WORD = "A type is written like hmo_pos."


class SearchPlans(OperationForm):
    page = page_field(200)
    page_size = size_field(500)
    status = OneOf(STATUSES, required=False)
    state = us_state()
    # Zocdoc's lists of networks and programs are open: any word is passed on.
    network_type = Text(required=False, pattern="[A-Za-z][A-Za-z_]*", says=WORD)
    program_type = Text(required=False, pattern="[A-Za-z][A-Za-z_]*", says=WORD)
    care_category = care_categories()


class OnePlan(OperationForm):
    insurance_plan_id = ids.insurance_plan_id(required=True)


class Mappings(OperationForm):
    provider_location_id = ProviderLocationId(label="Provider location id")


class UpdateMappings(Mappings):
    keeps_empty = frozenset({"insurance_plan_ids"})
    operation = OneOf(WAYS, label="Change")
    insurance_plan_ids = ListOf(ZocdocId("ip", "an insurance plan"), required=False, label="Insurance plan ids")

    def clean(self) -> None:
        if self.given("operation") in ("Add", "Remove") and not self.given("insurance_plan_ids"):
            self.add_error("insurance_plan_ids", "Give at least one plan.")
