"""Providers and where they see patients."""

from dataclasses import dataclass

from zocdoc_sandbox.directory.places import (
    BROOKLYN,
    CHICAGO_OFFICE,
    LOCATIONS,
    MIDTOWN,
    ONLINE,
    RIVERBEND,
    Location,
    Practice,
)
from zocdoc_sandbox.directory.specialties import BY_NAME, Specialty

EVERY_SOURCE = ("in_network", "out_of_network", "self_pay")


@dataclass(frozen=True)
class Provider:
    """A person who sees patients; `auto_confirms` says whether bookings are confirmed at once."""

    id: str
    npi: str
    first_name: str
    last_name: str
    title: str
    gender: str
    specialty_name: str
    locations: tuple[Location, ...]
    practice: Practice = RIVERBEND
    auto_confirms: bool = False
    languages: tuple[str, ...] = ("English",)

    @property
    def specialty(self) -> Specialty:
        """Return the main specialty."""
        return BY_NAME[self.specialty_name]

    @property
    def full_name(self) -> str:
        """Return the name with its title."""
        return f"Dr. {self.first_name} {self.last_name}, {self.title}"


@dataclass(frozen=True)
class ProviderLocation:
    """One provider at one location: what is booked; the later fields are what Zocdoc's fixed test data vary."""

    provider: Provider
    location: Location
    required_fields: tuple[str, ...] = ()
    sources: tuple[str, ...] = EVERY_SOURCE
    accepts: str = "state"
    books_as: str = ""
    reschedules_as: str = ""
    mapped_by: str = "provider_location"
    standing_hours: bool = False
    fails: int = 0

    @property
    def id(self) -> str:
        """Return the whole provider location id."""
        return f"{self.provider.id}|{self.location.id}"


def _at(*ids: str) -> tuple[Location, ...]:
    return tuple(LOCATIONS[identifier] for identifier in ids)


DEMO = (
    Provider("pr_rvbnd1-okafor_eJ1s44Tm", "1003000126", "Adaeze", "Okaforth", "MD", "Female", "Primary Care Doctor",
             _at(MIDTOWN, ONLINE), auto_confirms=True, languages=("English", "Igbo")),
    Provider("pr_rvbnd2-lindqv_fK6d29Rb", "1003000134", "Soren", "Lindqvale", "MD", "Male", "Dermatologist",
             _at(MIDTOWN, BROOKLYN)),
    Provider("pr_rvbnd3-marche_gL0z73Pn", "1003000142", "Inés", "Marchetto", "DDS", "Female", "Dentist",
             _at(BROOKLYN), languages=("English", "Spanish")),
    Provider("pr_rvbnd4-tanaka_hM5x18Wq", "1003000159", "Kenji", "Tanabara", "OD", "Male", "Optometrist",
             _at(CHICAGO_OFFICE)),
    Provider("pr_rvbnd5-adeyem_iN9c67Uj", "1003000167", "Folake", "Adeyemore", "MD", "Female", "Pediatrician",
             _at(CHICAGO_OFFICE), auto_confirms=True),
    Provider("pr_rvbnd6-whitlo_jO3v52Hs", "1003000175", "Rowan", "Whitlockson", "MD", "Non-binary", "Psychiatrist",
             _at(MIDTOWN, ONLINE)),
)  # fmt: skip
DEMO_LOCATIONS = tuple(ProviderLocation(provider, location) for provider in DEMO for location in provider.locations)
