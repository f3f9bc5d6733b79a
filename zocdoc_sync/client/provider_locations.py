"""Providers at places: search, availability, accepted insurance."""

from collections.abc import Sequence
from datetime import date

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.resource import Resource


class ProviderLocations(Resource):
    """Provider locations, known by `pr_…|lo_…`."""

    def get_provider_locations(
        self,
        zip_code: str,
        *,
        specialty_id: str | None = None,
        visit_reason_id: str | None = None,
        page: int | None = None,
        page_size: int | None = None,
        insurance_plan_id: str | None = None,
        visit_type: str | None = None,
        max_distance_to_patient_mi: int | None = None,
    ) -> Answer:
        """Search around a ZIP code for a specialty or a visit reason; the visit type is in_person unless given."""
        query = {
            "zip_code": zip_code,
            "specialty_id": specialty_id,
            "visit_reason_id": visit_reason_id,
            "page": page,
            "page_size": page_size,
            "insurance_plan_id": insurance_plan_id,
            "visit_type": visit_type,
            "max_distance_to_patient_mi": max_distance_to_patient_mi,
        }
        return self._sender.send("getProviderLocations", query=query)

    def get_provider_location(self, provider_location_id: str, *, insurance_plan_id: str | None = None) -> Answer:
        """Read one provider location."""
        return self._sender.send(
            "getProviderLocation",
            path={"provider_location_id": provider_location_id},
            query={"insurance_plan_id": insurance_plan_id},
        )

    def get_provider_locations_availability(
        self,
        provider_location_ids: Sequence[str],
        *,
        visit_reason_id: str,
        patient_type: str,
        start_date_in_provider_local_time: date | None = None,
        end_date_in_provider_local_time: date | None = None,
        published_context: str | None = None,
        insurance_plan_id: str | None = None,
        insurance_carrier_id: str | None = None,
    ) -> Answer:
        """List bookable start times of at most 50 places over fewer than 31 days, at most 150 days ahead."""
        query = {
            "provider_location_ids": provider_location_ids,
            "visit_reason_id": visit_reason_id,
            "patient_type": patient_type,
            "start_date_in_provider_local_time": start_date_in_provider_local_time,
            "end_date_in_provider_local_time": end_date_in_provider_local_time,
            "published_context": published_context,
            "insurance_plan_id": insurance_plan_id,
            "insurance_carrier_id": insurance_carrier_id,
        }
        return self._sender.send("getProviderLocationsAvailability", query=query)

    def get_provider_location_insurance_mappings(self, provider_location_id: str) -> Answer:
        """Read which insurance plans are accepted and which could be."""
        path = {"provider_location_id": provider_location_id}
        return self._sender.send("getProviderLocationInsuranceMappings", path=path)

    def update_provider_location_insurance_mappings(
        self, provider_location_id: str, *, operation: str, insurance_plan_ids: Sequence[str]
    ) -> Answer:
        """Ask to Add, Remove or Replace accepted plans: Zocdoc accepts now and applies later."""
        return self._sender.send(
            "updateProviderLocationInsuranceMappings",
            path={"provider_location_id": provider_location_id},
            json={"operation": operation, "insurance_plan_ids": list(insurance_plan_ids)},
        )
