"""Insurance plans that Zocdoc knows."""

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.resource import Resource


class Insurance(Resource):
    """Plans and carriers."""

    def get_insurance_plans(
        self,
        *,
        page: int | None = None,
        page_size: int | None = None,
        status: str | None = None,
        state: str | None = None,
        network_type: str | None = None,
        program_type: str | None = None,
        care_category: str | None = None,
    ) -> Answer:
        """List plans, pages 0 to 200 of at most 500; there are over ten thousand, so narrow by state."""
        query = {
            "page": page,
            "page_size": page_size,
            "status": status,
            "state": state,
            "network_type": network_type,
            "program_type": program_type,
            "care_category": care_category,
        }
        return self._sender.send("getInsurancePlans", query=query)

    def get_insurance_plan(self, insurance_plan_id: str) -> Answer:
        """Read one plan."""
        return self._sender.send("getInsurancePlan", path={"insurance_plan_id": insurance_plan_id})
