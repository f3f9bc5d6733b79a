"""Which columns an answer's rows have, for operations whose answers people read often."""

from collections.abc import Mapping

# A title, and the names under which the value may lie: the first that is told counts.
Column = tuple[str, tuple[str, ...]]
PLACE: tuple[Column, ...] = (
    ("Provider", ("provider.full_name",)),
    ("NPI", ("provider.npi",)),
    ("Specialties", ("provider.specialties",)),
    ("Location", ("location.location_name", "location.address1", "virtual_location.location_name")),
    ("City", ("location.city",)),
    ("State", ("location.state", "virtual_location.state")),
    ("Miles", ("location.distance_to_patient_mi",)),
    ("Kind", ("provider_location_type",)),
    ("Insurance", ("accepts_patient_insurance",)),
    ("First free day", ("first_availability_date_in_provider_local_time",)),
    ("Practice", ("practice.practice_name",)),
    ("Provider location id", ("provider_location_id",)),
)
COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "getAppointments": (
        ("Starts", ("start_time",)),
        ("Status", ("appointment_status",)),
        ("Patient", ("patient_type",)),
        ("Provider location", ("provider_location_id",)),
        ("Visit reason", ("visit_reason_id",)),
        ("Booked", ("created_time_utc",)),
        ("Changed", ("last_modified_time_utc",)),
        ("Notes", ("notes",)),
        ("Appointment id", ("appointment_id",)),
    ),
    "getProviderLocations": PLACE,
    "getProviders": (
        ("NPI", ("npi",)),
        ("Provider", ("full_name",)),
        ("Title", ("title",)),
        ("Specialties", ("specialties",)),
        ("Languages", ("languages",)),
        ("In person", ("locations",)),
        ("By video", ("virtual_locations",)),
        ("Practice", ("practice.practice_name",)),
        ("Provider id", ("provider_id",)),
    ),
    "getFacilities": (
        ("Facility", ("name",)),
        ("NPI", ("npi",)),
        ("Kind", ("building_type",)),
        ("Specialties", ("specialties",)),
        ("Address", ("location.address1",)),
        ("City", ("location.city",)),
        ("State", ("location.state",)),
        ("Practice", ("practice.practice_name",)),
        ("Schedule", ("schedule.provider_location_id",)),
        ("Facility id", ("facility_id",)),
    ),
    "getSchedulableEntities": (
        ("Provider location id", ("id",)),
        ("NPI", ("npi",)),
        ("Specialty", ("main_specialty_name",)),
        ("New patients, 28 days", ("new_patient_availability.next_28_days",)),
        ("Next for new", ("new_patient_availability.next_available_utc",)),
        ("Existing patients, 28 days", ("existing_patient_availability.next_28_days",)),
        ("Next for existing", ("existing_patient_availability.next_available_utc",)),
        ("Time zone", ("time_zone",)),
        ("Profile changed", ("profile_last_modified_timestamp_utc",)),
    ),
    "getInsurancePlans": (
        ("Plan", ("name",)),
        ("Carrier", ("carrier.name",)),
        ("Network", ("network_type",)),
        ("Program", ("program_type",)),
        ("Care", ("care_categories",)),
        ("Status", ("status",)),
        ("Everywhere", ("coverage_area.is_national",)),
        ("States", ("coverage_area.states",)),
        ("Plan id", ("id",)),
    ),
}
# Rows that hold a list of what people look for: one row is shown for each of its entries.
INNER: Mapping[str, str] = {
    "getProviders": "providers",
    "getProviderLocationsAvailability": "timeslots",
}
