"""The fixed test data that Zocdoc documents for its partner sandbox."""

from dataclasses import replace

from zocdoc_sandbox.directory.places import NEW_YORK, Location, Practice
from zocdoc_sandbox.directory.providers import Provider, ProviderLocation

ERROR_NPI = "npi_error"
ERROR_ZIP, EMPTY_ZIP, REQUIREMENTS_ZIP = "10112", "99734", "11201"
ERROR_APPOINTMENT = "dc69a428-8a73-461b-bd7b-df755910a3fb"
REFUSED_PLAN = "ip_0"
PRACTICE = Practice("pt_fixed0-samples_0000Data", "Sample Practice")
INSURANCE = "data.patient.insurance.insurance_plan_id"
MEMBER = "data.patient.insurance.insurance_member_id"


def _place(identifier: str, *, virtual: bool = False) -> Location:
    if virtual:
        return Location(identifier, "Sample Online", "NY", NEW_YORK, virtual=True)
    return Location(identifier, "Sample Office", "NY", NEW_YORK, "1 Sample Street", "Brooklyn", REQUIREMENTS_ZIP,
                    40.694, -73.99, "7185550100")  # fmt: skip


def _provider(identifier: str, npi: str, *locations: Location) -> Provider:
    return Provider(identifier, npi, "Sam", "Sampleton", "MD", "Male", "Primary Care Doctor", locations, PRACTICE)


def _sample(name: str) -> ProviderLocation:
    place = _place(f"lo_{name}")
    return ProviderLocation(_provider(f"pr_{name}", f"npi_{name}", place), place, standing_hours=True)


def _samples() -> list[ProviderLocation]:
    return [
        replace(_sample("error"), fails=500),
        replace(_sample("missing"), fails=404),
        replace(_sample("no_availbility"), standing_hours=False),
        replace(_sample("pending"), books_as="pending_booking"),
        replace(_sample("confirmed"), books_as="confirmed"),
        replace(_sample("bookingfailed"), books_as="booking_failed"),
        replace(_sample("cancelled"), books_as="cancelled"),
        replace(_sample("noshow"), books_as="no_show"),
        replace(_sample("pendingreschedule"), books_as="confirmed", reschedules_as="pending_reschedule"),
        replace(_sample("rescheduled"), books_as="confirmed", reschedules_as="rescheduled"),
        replace(_sample("reschedulefailed"), books_as="confirmed", reschedules_as="reschedule_failed"),
        replace(_sample("insuranceIdIsRequired"), required_fields=(INSURANCE, MEMBER)),
        replace(_sample("selfPayNotAccepted"), sources=("in_network", "out_of_network")),
        replace(_sample("acceptsInNetworkOnly"), sources=("in_network",)),
        replace(_sample("noAcceptedInsurancePla"), accepts="none"),
        replace(_sample("allInsurancePlansAccep"), accepts="all"),
        replace(_sample("ip_mapping_level_prac"), mapped_by="practice"),
        replace(_sample("ip_mapping_level_prov"), mapped_by="provider"),
    ]


def _by_npi() -> list[ProviderLocation]:
    first, second, third = (_place(f"lo_sample_{number}") for number in (1, 2, 3))
    online = _place("lo_sample_online", virtual=True)
    people = (
        _provider("pr_multipleproviders_1", "npi_multipleproviders", first),
        _provider("pr_multipleproviders_2", "npi_multipleproviders", second),
        _provider("pr_multiplelocations", "npi_multiplelocations", first, second, third),
        _provider("pr_allvirtual", "npi_allvirtual", online),
        _provider("pr_hasvirtual", "npi_hasvirtual", first, online),
        _provider("pr_insuranceIdRequired", "npi_insuranceIdRequired", first),
    )
    return [
        ProviderLocation(
            person, place, standing_hours=True,
            required_fields=(INSURANCE, MEMBER) if person.npi == "npi_insuranceIdRequired" else (),
        )
        for person in people
        for place in person.locations
    ]  # fmt: skip


FIXED_LOCATIONS = (*_samples(), *_by_npi())
