"""Facilities: clinics and hospitals that are booked as such."""

from collections.abc import Sequence

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.resource import Resource


class Facilities(Resource):
    """Facilities of the client's network."""

    def get_facilities(
        self,
        *,
        npis: Sequence[str] | None = None,
        zip_code: str | None = None,
        building_type: str | None = None,
        page: int | None = None,
        page_size: int | None = None,
        visit_reason_id: str | None = None,
        insurance_plan_id: str | None = None,
        max_distance_to_patient_mi: int | None = None,
    ) -> Answer:
        """Search by at most 50 NPIs or around a ZIP code; one of the two is needed."""
        query = {
            "npis": npis,
            "zip_code": zip_code,
            "building_type": building_type,
            "page": page,
            "page_size": page_size,
            "visit_reason_id": visit_reason_id,
            "insurance_plan_id": insurance_plan_id,
            "max_distance_to_patient_mi": max_distance_to_patient_mi,
        }
        return self._sender.send("getFacilities", query=query)

    def get_facility(self, facility_id: str) -> Answer:
        """Read one facility."""
        return self._sender.send("getFacility", path={"facility_id": facility_id})
