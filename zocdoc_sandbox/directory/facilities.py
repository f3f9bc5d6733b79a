"""Facilities: places that are booked without choosing a person."""

from dataclasses import dataclass

from zocdoc_sandbox.directory.ids import minted_uuid
from zocdoc_sandbox.directory.providers import DEMO_LOCATIONS, ProviderLocation

ALONE_NPI, SEVERAL_NPI = "2988113970", "5884143085"


@dataclass(frozen=True)
class Facility:
    """A building with a schedule of its own."""

    name: str
    npi: str
    building_type: str
    place: ProviderLocation

    @property
    def id(self) -> str:
        """Return its UUID."""
        return minted_uuid(f"facility/{self.name}")


def _all() -> tuple[Facility, ...]:
    midtown, brooklyn, chicago = DEMO_LOCATIONS[0], DEMO_LOCATIONS[3], DEMO_LOCATIONS[5]
    return (
        Facility("Riverbend Midtown Imaging", ALONE_NPI, "clinic", midtown),
        Facility("Riverbend Brooklyn Walk-in", SEVERAL_NPI, "clinic", brooklyn),
        Facility("Riverbend Chicago Hospital", SEVERAL_NPI, "hospital", chicago),
        Facility("Riverbend Midtown Vaccination", SEVERAL_NPI, "clinic", midtown),
    )


FACILITIES = {facility.id: facility for facility in _all()}
