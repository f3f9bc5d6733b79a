"""The whole directory, by id."""

from zocdoc_sandbox.directory.fixed import FIXED_LOCATIONS
from zocdoc_sandbox.directory.providers import Provider, ProviderLocation
from zocdoc_sandbox.directory.staff import STAFF_LOCATIONS

PROVIDER_LOCATIONS: dict[str, ProviderLocation] = {each.id: each for each in (*STAFF_LOCATIONS, *FIXED_LOCATIONS)}
# The broken and the missing place of the fixed test data stand for no provider.
SOUND = [each for each in PROVIDER_LOCATIONS.values() if not each.fails]
PROVIDERS: dict[str, Provider] = {each.provider.id: each.provider for each in SOUND}


def places_of(provider_id: str) -> list[ProviderLocation]:
    """Return every provider location of one provider."""
    return [each for each in PROVIDER_LOCATIONS.values() if each.provider.id == provider_id]


def people_of(npi: str) -> list[Provider]:
    """Return every provider with an NPI; the sandbox's fixed data have two for one of them."""
    return [each for each in PROVIDERS.values() if each.npi == npi]
