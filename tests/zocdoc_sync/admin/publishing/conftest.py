import pytest

from tests.zocdoc_sync.admin.clinic import person
from zocdoc_sync.models import Location, Provider, ProviderLocation, VisitReason


@pytest.fixture
def provider(clinic):
    return provider_at(clinic, "pr_jung", "Dr. Mae Jung", "lo_down", "Downtown")


@pytest.fixture
def stranger(clinic):
    return provider_at(clinic, "pr_park", "Dr. Lin Park", "lo_up", "Uptown")


@pytest.fixture
def scheduler(client, clinic):
    made = person("Scheduler", clinic)
    client.force_login(made)
    return client


def provider_at(owner, zocdoc_id, name, place_id, place_name):
    made = Provider.objects.create(connection=owner, zocdoc_id=zocdoc_id, name=name)
    place = Location.objects.create(connection=owner, zocdoc_id=place_id, name=place_name, time_zone="America/New_York")
    ProviderLocation.objects.create(
        connection=owner, zocdoc_id=f"{zocdoc_id}|{place_id}", provider=made, location=place
    )  # fmt: skip
    VisitReason.objects.get_or_create(connection=owner, zocdoc_id="pc_one", defaults={"name": "Annual physical"})
    return made


def place_of(provider):
    return provider.places.get().location_id


def rows(prefix, *given):
    """Return the posted fields of rows of hours, each a dict."""
    posted = {
        f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": 0, f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }  # fmt: skip
    for number, one in enumerate(given):
        posted |= {f"{prefix}-{number}-{name}": value for name, value in one.items()}
    return posted


def hours(place, first="09:00", until="12:00", weekdays=(0, 1), **more):
    return {"location": place, "first": first, "until": until, "every": 30, "weekdays": list(weekdays), **more}
