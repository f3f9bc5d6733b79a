import pytest
from django.urls import reverse

from tests.zocdoc_sync import factories
from zocdoc_sync.models import VisitReason

PENDING, CONFIRMED, FAILED, NEEDS_PLAN = (
    f"pr_{name}|lo_{name}" for name in ("pending", "confirmed", "bookingfailed", "insuranceIdIsRequired")
)


def place_at(connection, zocdoc_id, name="Dr. Sample", where="Sample Office", **more):
    who, _, at = zocdoc_id.partition("|")
    provider = factories.provider(connection, zocdoc_id=who, name=name, specialties=["Primary Care Doctor"])
    location = factories.location(connection, zocdoc_id=at, name=where, time_zone="America/New_York", state="NY")
    return factories.provider_location(connection, provider=provider, location=location, zocdoc_id=zocdoc_id, **more)


@pytest.fixture
def reason(sandbox, linked):
    """A visit reason that the stand-in's sample places take."""
    answer = sandbox.session.get(
        f"{sandbox.url}/v1/provider_locations/{PENDING}",
        headers={"Authorization": f"Bearer {sandbox.token()}"},
        timeout=10,
    )
    zocdoc_id = answer.json()["data"]["provider"]["default_visit_reason_id"]
    return VisitReason.objects.create(connection=linked, zocdoc_id=zocdoc_id, name="Annual physical")


@pytest.fixture
def place(linked):
    return place_at(linked, PENDING)


@pytest.fixture
def page(at_linked_desk, place, reason, linked):
    """Return the page of free times for these places."""

    def open_(*places, **more):
        asked = {"connection": linked.pk, "places": [one.pk for one in places or [place]], "reason": reason.zocdoc_id}
        return at_linked_desk.get(reverse("admin:availability"), {**asked, "patient": "new", "show": "1", **more})

    return open_
