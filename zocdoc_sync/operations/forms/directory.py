"""Input of the operations that read providers, their locations and facilities."""

from zocdoc_sync.operations.fields import ids
from zocdoc_sync.operations.fields.ids import Npi, ProviderLocationId, UuidText
from zocdoc_sync.operations.fields.lists import ListOf
from zocdoc_sync.operations.fields.words import Degrees, OneOf, Text, Whole, YesNo, zip_field
from zocdoc_sync.operations.forms.base import OperationForm
from zocdoc_sync.operations.forms.paging import page_field, size_field

NPIS_MAX = 50
VISIT_TYPES = [("in_person", "In person"), ("video_visit", "Video"), ("all", "All")]
BUILDINGS = [("clinic", "Clinic"), ("hospital", "Hospital")]


class GetProviders(OperationForm):
    npis = ListOf(Npi(), at_most=NPIS_MAX, label="NPIs")
    insurance_plan_id = ids.insurance_plan_id()
    latitude = Degrees(90)
    longitude = Degrees(180)

    def clean(self) -> None:
        self.need_together("latitude", "longitude")


class OneProvider(OperationForm):
    provider_id = ids.provider_id()


class SearchProviderLocations(OperationForm):
    zip_code = zip_field(required=True)
    specialty_id = ids.specialty_id()
    visit_reason_id = ids.visit_reason_id()
    insurance_plan_id = ids.insurance_plan_id()
    visit_type = OneOf(VISIT_TYPES, required=False)
    max_distance_to_patient_mi = Whole(1)
    page = page_field()
    page_size = size_field()

    def clean(self) -> None:
        self.need_one_of("specialty_id", "visit_reason_id")


class OneProviderLocation(OperationForm):
    provider_location_id = ProviderLocationId(label="Provider location id")
    insurance_plan_id = ids.insurance_plan_id()


class SearchFacilities(OperationForm):
    npis = ListOf(Npi(), at_most=NPIS_MAX, required=False, label="NPIs")
    zip_code = zip_field()
    building_type = OneOf(BUILDINGS, required=False)
    visit_reason_id = ids.visit_reason_id()
    insurance_plan_id = ids.insurance_plan_id()
    max_distance_to_patient_mi = Whole(1)
    page = page_field()
    page_size = size_field()

    def clean(self) -> None:
        self.need_one_of("npis", "zip_code")


class OneFacility(OperationForm):
    facility_id = UuidText("a facility", label="Facility id")


class SearchSchedulableEntities(OperationForm):
    page = page_field()
    page_size = size_field(10_000)
    schedule_types = ListOf(
        Text(pattern="[a-z][a-z_]*", says="A type is written like provider_location."), required=False
    )
    recent_changes_72hrs = YesNo(label="Only changes of the last 72 hours")


class ActiveNpis(OperationForm):
    page = page_field()
    page_size = size_field(60_000)
